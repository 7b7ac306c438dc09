/* What the wall decides by itself, without a page: ages, when it is dead, when to try again, when to
   load itself again, how it sounds. Time is an argument. */
(function (root) {
  "use strict";

  /* Two and a half heartbeats. */
  var SILENT_MS = 25000;
  var FIRST_RETRY_MS = 1000;
  var LAST_RETRY_MS = 30000;
  /* A page that has just been loaded is not loaded again in the same hour. */
  var YOUNG_MS = 2 * 3600 * 1000;

  /* "3 min": in the largest unit, rounded down; `words` has a template for each. */
  function age(since, now, words) {
    var s = Math.max(0, Math.floor((now - since) / 1000));
    if (s < 60) { return words.seconds.replace("{n}", String(s)); }
    if (s < 3600) { return words.minutes.replace("{n}", String(Math.floor(s / 60))); }
    if (s < 86400) { return words.hours.replace("{n}", String(Math.floor(s / 3600))); }
    return words.days.replace("{n}", String(Math.floor(s / 86400)));
  }

  /* The time of day at the station: `now` in ms since 1970, `offset` in s east of UTC. */
  function local(now, offset) {
    var at = new Date(now + offset * 1000);
    return { hour: at.getUTCHours(), minute: at.getUTCMinutes(), second: at.getUTCSeconds() };
  }

  function two(n) { return n < 10 ? "0" + n : String(n); }

  function clock(now, offset) {
    var at = local(now, offset);
    return two(at.hour) + ":" + two(at.minute);
  }

  function clockWithSeconds(now, offset) {
    return clock(now, offset) + ":" + two(local(now, offset).second);
  }

  /* The station's clock: what it said last, and how long ago that was by the page's own stopwatch. */
  function stationTime(said, saidAt, speed, at) { return said + (at - saidAt) * speed; }

  function isSilent(heardAt, at) { return at - heardAt >= SILENT_MS; }

  /* 1, 2, 4 … 30 s, each between its half and its whole, so that screens do not come all at once. */
  function retryIn(failures, random) {
    var whole = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * Math.pow(2, Math.max(0, failures - 1)));
    return Math.max(FIRST_RETRY_MS, Math.round(whole * (0.5 + random / 2)));
  }

  /* Between 04:00 and 05:00, if nothing is open; a page of a few hours has nothing to shed. */
  function shouldReload(now, offset, open, pageAge) {
    return open === 0 && pageAge >= YOUNG_MS && local(now, offset).hour === 4;
  }

  function isNight(now, offset, night) {
    var at = local(now, offset);
    var minute = at.hour * 60 + at.minute;
    return night[0] <= night[1]
      ? night[0] <= minute && minute < night[1]
      : minute >= night[0] || minute < night[1];
  }

  /* Bursts by priority: the pulses of one, as [start s, length s, Hz], and how long until the next. */
  function burst(priority) {
    if (priority === "high") {
      return {
        again: 3000,
        pulses: [
          [0, 0.1, 523], [0.17, 0.1, 659], [0.34, 0.1, 784], [0.61, 0.1, 659], [0.78, 0.1, 784],
          [1.25, 0.1, 523], [1.42, 0.1, 659], [1.59, 0.1, 784], [1.86, 0.1, 659], [2.03, 0.1, 784]
        ]
      };
    }
    if (priority === "medium") {
      return { again: 3800, pulses: [[0, 0.18, 523], [0.36, 0.18, 440], [0.72, 0.18, 349]] };
    }
    return { again: 16000, pulses: [[0, 0.2, 392], [0.4, 0.2, 330]] };
  }

  var HANZI = /[\u2e80-\u9fff\uf900-\ufaff]/;

  /* How a text is made to fit: [across, upright]. A hanzi fills its square, so at 0.77 of the letter
     it is as high as a capital; after that it is squeezed to two thirds. Below that it is cut. */
  function squeeze(wide, room, text) {
    if (wide <= room || wide <= 0) { return [1, 1]; }
    var by = room / wide;
    var upright = HANZI.test(text) ? Math.max(0.77, by) : 1;
    return [upright * Math.max(0.66, Math.min(1, by / upright)), upright];
  }

  root.HearthRules = {
    age: age, clock: clock, clockWithSeconds: clockWithSeconds, local: local,
    stationTime: stationTime, isSilent: isSilent, retryIn: retryIn, shouldReload: shouldReload,
    isNight: isNight, burst: burst, squeeze: squeeze, SILENT_MS: SILENT_MS
  };
})(this);
