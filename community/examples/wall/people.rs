//! Who lives in the invented community, and what happens there? Everything comes from a seed: the
//! same changes in the same order.

use std::sync::Arc;

use alerts::Wall;
use alerts::message::{Activity, AlarmKind, Asleep, Priority, Step, Today, What, Where};
use community::core::HomeId;
use community::core::board::{AlarmOf, Contact, OpenAlarm, Seen, Tile};
use community::core::heard::AlarmStep;
use community::core::person::ResidentId;
use community::hall::Moved;
use community::web::wall::seat::Seat;

const NAMES: [(&str, &str, &str); 16] = [
    ("杜", "桂英", "Du Guiying"),
    ("王", "秀兰", "Wang Xiulan"),
    ("李", "明", "Li Ming"),
    ("张", "玉珍", "Zhang Yuzhen"),
    ("刘", "凤英", "Liu Fengying"),
    ("陈", "建国", "Chen Jianguo"),
    ("杨", "淑芬", "Yang Shufen"),
    ("赵", "德福", "Zhao Defu"),
    ("欧阳", "文秀", "Ouyang Wenxiu"),
    ("周", "志强", "Zhou Zhiqiang"),
    ("吴", "桂兰", "Wu Guilan"),
    ("徐", "永年", "Xu Yongnian"),
    ("孙", "秀珍", "Sun Xiuzhen"),
    ("马", "俊", "Ma Jun"),
    ("朱", "玉兰", "Zhu Yulan"),
    ("胡", "长寿", "Hu Changshou"),
];

const ALARMS: [(AlarmKind, Priority, Option<&str>, What); 6] = [
    (AlarmKind::Smoke, Priority::High, Some("厨房"), What::SmokeOn),
    (AlarmKind::AbsentFromBed, Priority::Medium, Some("卧室"), What::OutOfBed { min: 30 }),
    (AlarmKind::Fall, Priority::High, Some("卫生间"), What::FallSeen),
    (AlarmKind::SensorLost, Priority::Low, Some("卧室"), What::NotHeard),
    (AlarmKind::NoSignOfLife, Priority::Medium, None, What::NoSignOfLife { min: 20 }),
    (AlarmKind::LowBattery, Priority::Low, Some("门厅"), What::BatteryLow),
];

/// The invented community.
pub(crate) struct Invented {
    homes: Vec<(HomeId, Tile)>,
    strip: Vec<OpenAlarm>,
    latin: bool,
    seed: u64,
}

impl Invented {
    /// So many homes; every thirteenth seat is free, one home is lost, one number is stale.
    pub(crate) fn new(homes: u16, latin: bool, now: Wall) -> Self {
        let mut invented = Self { homes: Vec::new(), strip: Vec::new(), latin, seed: 42 };
        for number in 0..homes {
            let Ok(home) = format!("h{number:04}").parse() else { continue };
            let tile = invented.tile(number, now);
            invented.homes.push((home, tile));
        }
        invented
    }

    fn tile(&mut self, number: u16, now: Wall) -> Tile {
        let heart = 58 + self.random(30) as u16;
        let spark = (0..60_u64).map(|i| {
            let gap = number % 7 == 3 && (20..28).contains(&i);
            let rate = u64::from(heart) + self.random(9) - 4 + i % 20 / 4;
            if gap { 0 } else { u8::try_from(rate).unwrap_or(0) }
        });
        let spark = spark.collect();
        let mut tile = Tile {
            revision: 1,
            contact: Contact::Live,
            heart: Seen::Now(heart),
            breath: Seen::Now(14),
            today: Some(Today {
                bed_exits: self.random(4) as u32,
                turn_overs: self.random(30) as u32,
                nap_min: self.random(9) as u32 * 10,
            }),
            spark,
            band: Some((
                u8::try_from(heart).unwrap_or(70) - 6,
                u8::try_from(heart).unwrap_or(70) + 9,
            )),
            ..Tile::default()
        };
        self.live(&mut tile);
        match number % 23 {
            9 => tile.contact = Contact::Lost(Wall(now.0 - 260_000)),
            14 => tile.heart = Seen::Old(Wall(now.0 - 5 * 60_000)),
            20 => tile.contact = Contact::NotYet,
            5 => tile.less.out_of_service = true,
            17 => tile.less.paused = true,
            _ => {}
        }
        tile
    }

    fn live(&mut self, tile: &mut Tile) {
        (tile.whereabouts, tile.sleep, tile.activity) = match self.random(8) {
            0 | 1 => (Where::Bed, Asleep::Asleep, Activity::None),
            2 => (Where::Bed, Asleep::Awake, Activity::Rare),
            3 | 4 => (Where::Home, Asleep::Awake, Activity::Frequent),
            5 => (Where::Home, Asleep::Awake, Activity::Occasional),
            6 => (Where::Away, Asleep::Unknown, Activity::Unknown),
            _ => (Where::Home, Asleep::Unknown, Activity::Rare),
        };
        if tile.whereabouts == Where::Away {
            tile.heart = Seen::Never;
        }
    }

    /// Who sits where.
    pub(crate) fn seats(&self) -> Vec<Seat> {
        let homes = self.homes.iter().enumerate();
        homes
            .filter_map(|(i, (home, _))| {
                let (surname, given, latin) = NAMES.get(i * 7 % NAMES.len())?;
                let number = u16::try_from(i).ok()?;
                let surname_latin = latin.split(' ').next().unwrap_or_default();
                let (name, surname) = if self.latin {
                    ((*latin).to_owned(), surname_latin.to_owned())
                } else {
                    (format!("{surname}{given}"), (*surname).to_owned())
                };
                Some(Seat {
                    seat: Some(number + 1).filter(|_| i != 12),
                    home: Some(home.clone()),
                    resident: ResidentId(i64::from(number)),
                    name,
                    surname,
                    place: format!("{}-{}0{}", i / 12 + 1, i / 4 % 3 + 1, i % 4 + 1),
                    watched: i != 17,
                    absent: i == 18,
                    rooms: Vec::new(),
                })
            })
            .collect()
    }

    /// Everything that is to be seen.
    pub(crate) fn all(&self) -> Vec<Moved> {
        let tile =
            |(home, tile): &(HomeId, Tile)| Moved::Tile(home.clone(), Arc::new(tile.clone()));
        self.homes.iter().map(tile).collect()
    }

    /// So many changes.
    pub(crate) fn change(&mut self, n: usize, _now: Wall) -> Vec<Moved> {
        (0..n).filter_map(|_| self.change_one()).collect()
    }

    fn change_one(&mut self) -> Option<Moved> {
        let which = usize::try_from(self.random(self.homes.len() as u64)).ok()?;
        let drift = self.random(7);
        let lives = self.random(10) == 0;
        let (home, mut tile) = self.homes.get(which).cloned()?;
        tile.revision += 1;
        if let Seen::Now(rate) = tile.heart {
            let rate = (u64::from(rate) + drift).saturating_sub(3).clamp(48, 110);
            tile.heart = Seen::Now(u16::try_from(rate).unwrap_or(70));
            tile.spark.rotate_left(1);
            if let Some(last) = tile.spark.last_mut() {
                *last = u8::try_from(rate).unwrap_or(0);
            }
        } else if tile.heart == Seen::Never && tile.whereabouts != Where::Away {
            tile.heart = Seen::Now(70);
        }
        if lives && tile.contact == Contact::Live {
            self.live(&mut tile);
        }
        if let Some(kept) = self.homes.get_mut(which) {
            kept.1 = tile.clone();
        }
        Some(Moved::Tile(home, Arc::new(tile)))
    }

    /// So many alarms are open from now on.
    pub(crate) fn open(&mut self, n: usize, now: Wall) -> Vec<Moved> {
        self.strip = (0..n).filter_map(|i| self.alarm(i, now)).collect();
        self.strip.sort_by_key(|open| std::cmp::Reverse(community::say::alarm::urgency(&open.of)));
        let mut moved = vec![Moved::Strip(self.strip.clone().into())];
        for (home, tile) in &mut self.homes {
            let mine = self.strip.iter().filter(|open| open.home.as_ref() == Some(home));
            let signal = mine.clone().map(|open| community::say::alarm::urgency(&open.of)).max();
            if tile.signal != signal {
                tile.signal = signal;
                tile.revision += 1;
                moved.push(Moved::Tile(home.clone(), Arc::new(tile.clone())));
            }
        }
        moved
    }

    fn alarm(&self, i: usize, now: Wall) -> Option<OpenAlarm> {
        let (kind, priority, room, what) = ALARMS.get(i % ALARMS.len())?;
        let (home, _) = self.homes.get((i * 11 + 2) % self.homes.len())?;
        let accepted = i % 4 == 1;
        let step = if accepted { Step::Acknowledged } else { Step::Raised };
        let step = AlarmStep {
            latched: true,
            room: room.map(Into::into),
            evidence: vec![what.seen(None)],
            by: accepted.then(|| "desk-2".into()),
            ..AlarmStep::of(format!("8-{i}"), *kind, *priority, step)
        };
        let since = Wall(now.0 - 40_000 * i64::try_from(i).unwrap_or(0));
        Some(OpenAlarm { home: Some(home.clone()), since, of: AlarmOf::Home(Box::new(step)) })
    }

    /// The home of a seat is silent.
    pub(crate) fn lose(&mut self, seat: u16, now: Wall) -> Vec<Moved> {
        let Some((home, tile)) = self.homes.get_mut(usize::from(seat.saturating_sub(1))) else {
            return Vec::new();
        };
        tile.contact = Contact::Lost(now);
        tile.revision += 1;
        vec![Moved::Tile(home.clone(), Arc::new(tile.clone()))]
    }

    fn random(&mut self, below: u64) -> u64 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        self.seed % below.max(1)
    }
}
