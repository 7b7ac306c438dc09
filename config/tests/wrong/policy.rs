//! Which numbers does this home change?

use crate::{Change, expect};

#[test]
fn a_number_has_bounds_and_a_usual_value() {
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[policy.bed]\ngrace-s = 5\n",
        ),
        &["36:11: error: policy.bed.grace-s: 5 is out of range; write 10 to 300; 60 is usual"],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[policy.bed]\ngrace-s = 60.5\n",
        ),
        &[
            "36:11: error: policy.bed.grace-s: this must be a whole number; write 10 to 300; 60 is usual",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[policy.bed]\ngrace-s = \"60\"\n",
        ),
        &[
            "36:11: error: policy.bed.grace-s: this must be a number and is text; write grace-s = 60",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[policy.air]\ngas-high-lel = inf\n",
        ),
        &[
            "36:16: error: policy.air.gas-high-lel: the number is out of range; write 3 to 10; 10 is usual",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[policy.nap]\napart-min = 241\n",
        ),
        &["36:13: error: policy.nap.apart-min: 241 is out of range; write 10 to 240; 60 is usual"],
    );
}

#[test]
fn a_number_in_quotes_is_taken_for_a_number_and_judged_with_the_others() {
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[policy.air]\nco-high-at-once-ppm = \"90\"\n",
        ),
        &[
            "36:23: error: policy.air.co-high-at-once-ppm: this must be a number and is text; write co-high-at-once-ppm = 90",
            "36:23: error: policy.air.co-high-at-once-ppm: co-severe-ppm (100) is above co-high-at-once-ppm (90); change one of the two",
        ],
    );
}

#[test]
fn an_alarm_that_protects_a_life_cannot_be_weakened() {
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[policy.air]\nco-high-at-once-ppm = 400\n",
        ),
        &[
            "36:23: error: policy.air.co-high-at-once-ppm: 400 would weaken an alarm that protects a life; write 30 to 300; 300 is usual",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[policy.air]\ndip-s = 10\n",
        ),
        &[
            "36:9: error: policy.air.dip-s: 10 would weaken an alarm that protects a life; write 60 to 600; 60 is usual",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[policy.alarm]\nescalate-high-s = 300\n",
        ),
        &[
            "36:19: error: policy.alarm.escalate-high-s: 300 would weaken an alarm that protects a life; write 10 to 60; 60 is usual",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[policy.air]\nco-high-at-once-ppm = 20\n",
        ),
        &[
            "36:23: error: policy.air.co-high-at-once-ppm: 20 is out of range; write 30 to 300; 300 is usual",
        ],
    );
}

#[test]
fn numbers_that_belong_together_stay_in_order() {
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[policy.absence]\nlow-min = 45\n",
        ),
        &[
            "36:11: error: policy.absence.low-min: low-min (45) is above medium-min (30); change one of the two",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[policy.absence]\nlow-min = 20\nmedium-min = 10\n",
        ),
        &[
            "36:11: error: policy.absence.low-min: low-min (20) is above medium-min (10); change one of the two",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[policy.air]\nco-high-at-once-ppm = 90\n",
        ),
        &[
            "36:23: error: policy.air.co-high-at-once-ppm: co-severe-ppm (100) is above co-high-at-once-ppm (90); change one of the two",
        ],
    );
}
