/* What a page hears of its station, what time it is there, and the banner for when nothing comes any
   more. EventSource gives up for good after one answer that is not 200; this does not. */
(function (root) {
  "use strict";

  var rules = root.HearthRules;

  /* `page`: the stream's `url` and its `events`; `silent(hand)`, the banner's text; and `heard(frame,
     event)`, called after the page is known to be live. */
  root.HearthStream = function (page) {
    var body = document.body;
    var dead = document.getElementById("dead");
    var text = dead.querySelector("span");
    /* What the station said last of the time, and when by this page's stopwatch. */
    var hand = null;
    var heardAt = performance.now();
    var lastNumber = 0;
    var source = null;
    var sourceSince = 0;
    var failures = 0;
    var retry = 0;

    function live(is) {
      if (body.getAttribute("data-live") !== is) { body.setAttribute("data-live", is); }
    }

    function connect() {
      retry = 0;
      if (source) { source.close(); }
      lastNumber = 0;
      sourceSince = performance.now();
      source = new EventSource(page.url);
      page.events.forEach(function (name) { source.addEventListener(name, heard); });
      source.onerror = again;
    }

    function again() {
      if (source) { source.close(); source = null; }
      if (retry) { return; }
      failures += 1;
      retry = window.setTimeout(connect, rules.retryIn(failures, Math.random()));
    }

    function heard(event) {
      var frame = JSON.parse(event.data);
      if (frame.n !== lastNumber + 1) { again(); return; }
      lastNumber = frame.n;
      failures = 0;
      hand = { now: frame.now, offset: frame.offset, speed: frame.speed, night: frame.night };
      heardAt = performance.now();
      live("yes");
      if (!dead.hidden) { dead.hidden = true; text.textContent = ""; }
      page.heard(frame, event);
    }

    /* Once a second: whether anybody is still there. */
    function look() {
      var ms = performance.now();
      if (!rules.isSilent(heardAt, ms)) { return; }
      live("no");
      if (dead.hidden) {
        text.textContent = page.silent(hand);
        dead.hidden = false;
      }
      /* A connection that hangs is none: it is made anew. */
      if (source && ms - sourceSince >= rules.SILENT_MS) { again(); }
    }

    return {
      connect: connect,
      look: look,
      hand: function () { return hand; },
      now: function () {
        return hand && rules.stationTime(hand.now, heardAt, hand.speed, performance.now());
      }
    };
  };
})(this);
