/* How a page calls: bursts by priority, for as long as something calls. A browser may forbid sound until
   somebody has touched the page; then the button with the id `sound` says so. */
(function (root) {
  "use strict";

  /* Received, and nobody goes yet: one burst in so long. */
  var REMIND_MS = 60000;

  var rules = root.HearthRules;
  var Audio = window.AudioContext || window.webkitAudioContext;

  /* The one function: what priority calls now, and what only reminds; null for neither. */
  root.HearthSound = function () {
    var button = document.getElementById("sound");
    var audio = null;
    var calling = null;
    var reminding = null;
    var nextBurst = 0;

    function audible() { return audio !== null && audio.state === "running"; }

    function wake() {
      if (!Audio) { return; }
      if (!audio) {
        audio = new Audio();
        audio.onstatechange = function () { button.hidden = audible(); };
      }
      if (audio.state !== "running") { audio.resume().catch(function () {}); }
      button.hidden = audible();
    }

    function call(priority, other) {
      if (priority === calling && other === reminding) { return; }
      var louder = priority !== calling;
      calling = priority;
      reminding = other;
      if (!louder && calling) { return; }
      window.clearTimeout(nextBurst);
      nextBurst = 0;
      if (calling) { ring(); } else if (reminding) { nextBurst = window.setTimeout(ring, REMIND_MS); }
    }

    function ring() {
      var burst = rules.burst(calling || reminding);
      if (audible()) { burst.pulses.forEach(pulse); }
      nextBurst = window.setTimeout(ring, calling ? burst.again : REMIND_MS);
    }

    /* A tone with soft edges; the node is let go when it has ended. */
    function pulse(of) {
      var at = audio.currentTime + 0.02 + of[0];
      var tone = audio.createOscillator();
      var gain = audio.createGain();
      tone.type = "triangle";
      tone.frequency.value = of[2];
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(0.5, at + 0.02);
      gain.gain.setValueAtTime(0.5, at + of[1] - 0.02);
      gain.gain.linearRampToValueAtTime(0, at + of[1]);
      tone.connect(gain);
      gain.connect(audio.destination);
      tone.onended = function () { tone.disconnect(); gain.disconnect(); };
      tone.start(at);
      tone.stop(at + of[1] + 0.01);
    }

    document.addEventListener("click", wake);
    document.addEventListener("keydown", wake);
    wake();
    return call;
  };
})(this);
