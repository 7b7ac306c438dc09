/* The wall's page: takes what the stream says and puts texts and classes in. It makes no element and
   removes none, so that it can run for weeks. */
(function () {
  "use strict";

  var rules = window.HearthRules;
  var body = document.body;
  var words = document.getElementById("words").dataset;
  var news = document.getElementById("news");
  var clock = document.getElementById("clock");
  var date = document.getElementById("date");
  var homes = document.getElementById("homes");
  var more = document.getElementById("more");
  var moreNumber = more.querySelector("b");
  var quiet = document.getElementById("quiet");

  var open = document.querySelectorAll(".alarm[data-key]:not([data-key=''])").length;
  var known = {};

  function put(element, text) {
    if (element.textContent !== text) { element.textContent = text; }
  }

  function attribute(element, name, value) {
    if (value === null || value === undefined) {
      if (element.hasAttribute(name)) { element.removeAttribute(name); }
    } else if (element.getAttribute(name) !== String(value)) {
      element.setAttribute(name, value);
    }
  }

  var stream = window.HearthStream({
    url: body.dataset.stream,
    events: ["board", "tiles", "strip", "tick"],
    heard: heard,
    silent: function (hand) {
      var since = hand ? rules.clockWithSeconds(hand.now, hand.offset) : clock.textContent;
      return words.dead.replace("{n}", since);
    }
  });
  var call = window.HearthSound();

  /* The parts of a tile, found once. */
  function parts(element) {
    var counts = element.querySelectorAll(".counts b");
    return {
      root: element,
      head: element.querySelector("h2"),
      name: element.querySelector("h2 a"),
      given: element.querySelector("h2 small"),
      place: element.querySelector(".place"),
      glyph: element.querySelector(".glyph use"),
      rate: element.querySelector(".rate b"),
      age: element.querySelector(".age"),
      says: element.querySelector(".says"),
      band: element.querySelector(".band"),
      line: element.querySelector(".line"),
      counts: [counts[0], counts[1], counts[2]],
      rev: Number(element.dataset.rev),
      old: element.dataset.old ? Number(element.dataset.old) : null
    };
  }

  var tiles = {};
  Array.prototype.forEach.call(document.querySelectorAll(".tile"), function (element) {
    tiles[element.dataset.seat] = parts(element);
  });

  var places = Array.prototype.map.call(document.querySelectorAll(".alarm"), function (element) {
    return {
      root: element,
      name: element.querySelector(".who a"),
      where: element.querySelector(".where"),
      what: element.querySelector(".what span"),
      state: element.querySelector(".state"),
      age: element.querySelector(".age"),
      since: element.dataset.key ? Number(element.dataset.old) : null
    };
  });

  /* A name that is a little too long is squeezed rather than cut. */
  function fit(inner, room) {
    inner.style.transform = "";
    var by = rules.squeeze(inner.offsetWidth, room.clientWidth, inner.textContent);
    if (by[0] < 1) {
      inner.style.transform = "scale(" + by[0].toFixed(3) + ", " + by[1].toFixed(3) + ")";
    }
  }

  function fitAll() {
    Object.keys(tiles).forEach(function (seat) { fit(tiles[seat].name, tiles[seat].head); });
    places.forEach(fitPlace);
  }

  function fitPlace(place) {
    fit(place.name, place.name.parentNode);
    fit(place.what, place.what.parentNode);
  }

  function drawTile(face, always) {
    var tile = tiles[face.seat];
    if (!tile || (!always && face.rev < tile.rev)) { return; }
    tile.rev = face.rev;
    tile.old = face.old;
    if (tile.root.className !== face.class) { tile.root.className = face.class; }
    if (tile.name.textContent !== face.name) {
      tile.name.textContent = face.name;
      fit(tile.name, tile.head);
    }
    put(tile.given, face.given);
    put(tile.place, face.place);
    put(tile.says, face.says);
    put(tile.rate, face.rate);
    put(tile.counts[0], face.counts[0]);
    put(tile.counts[1], face.counts[1]);
    put(tile.counts[2], face.counts[2]);
    attribute(tile.glyph, "href", "#g-" + face.glyph);
    attribute(tile.line, "d", face.spark);
    attribute(tile.band, "d", face.band);
    attribute(tile.name, "href", face.href);
    put(tile.age, age(face.old));
  }

  function age(since) {
    var at = stream.now();
    return since === null || at === null ? "" : rules.age(since, at, words);
  }

  function drawStrip(strip) {
    open = strip.open;
    var seen = {};
    places.forEach(function (place, i) {
      var alarm = strip.alarms[i];
      if (!alarm) {
        place.since = null;
        place.root.className = "alarm free";
        place.root.dataset.key = "";
        return;
      }
      place.since = alarm.since;
      place.root.className = alarm.class;
      place.root.dataset.key = alarm.key;
      put(place.name, alarm.name);
      put(place.where, alarm.place);
      put(place.what, alarm.what);
      put(place.state, alarm.state);
      put(place.age, age(alarm.since));
      attribute(place.name, "href", alarm.href);
      seen[alarm.key] = true;
      if (!known[alarm.key] && stream.hand()) {
        put(news, words.news.replace("{n}", alarm.name + " " + alarm.what));
      }
    });
    known = seen;
    quiet.hidden = open > 0;
    more.hidden = open <= places.length;
    put(moreNumber, "+" + (open - places.length));
    /* Now that it is known how much room the places have. */
    places.forEach(fitPlace);
    call(strip.calling, null);
  }

  /* Once a second: clock and ages, and whether anybody is still there. */
  function beat() {
    var at = stream.now();
    if (at !== null) {
      var hand = stream.hand();
      put(clock, rules.clock(at, hand.offset));
      Object.keys(tiles).forEach(function (seat) {
        if (tiles[seat].old !== null) { put(tiles[seat].age, age(tiles[seat].old)); }
      });
      places.forEach(function (place) {
        if (place.since !== null) { put(place.age, age(place.since)); }
      });
      body.classList.toggle("night", rules.isNight(at, hand.offset, hand.night));
      if (rules.shouldReload(at, hand.offset, open, performance.now())) { window.location.reload(); }
    }
    stream.look();
  }

  function heard(said, event) {
    put(date, said.date);
    put(homes, said.homes);
    if (said.board) { board(said.board); }
    if (said.strip) { drawStrip(said.strip); }
    if (said.tiles) { said.tiles.forEach(function (face) { drawTile(face, false); }); }
    /* A station of another version has other files. */
    if (said.build !== body.dataset.build) { window.location.reload(); }
    if (event.type !== "tick") { beat(); }
  }

  function board(said) {
    /* Other seats or another density: another page. */
    var first = said.tiles.length ? said.tiles[0].seat : null;
    var same = said.shape === body.dataset.shape
      && said.tiles.length === Object.keys(tiles).length
      && (first === null || tiles[first]);
    if (!same) { window.location.reload(); return; }
    said.tiles.forEach(function (face) { drawTile(face, true); });
    drawStrip(said.strip);
  }

  window.addEventListener("resize", fitAll);

  fitAll();
  stream.connect();
  window.setInterval(beat, 1000);
})();
