/* The pages of the game: ask for news once a second, keep what was typed, send until it counts.
   Pages are made by the server; nothing typed is ever put into a page from here as HTML. */
(function () {
  "use strict";
  var body = document.body;
  var WORDS = JSON.parse(body.getAttribute("data-words") || "{}");
  var EVERY = 1000, HURRY = 300, PATIENCE = 10000, AGAIN = 2000;
  var version = body.getAttribute("data-version") || "";
  var left = { seconds: null, running: false, told: 0 };
  var asking = 0;

  function one(selector, within) { return (within || document).querySelector(selector); }
  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }
  function now() { return window.performance.now() / 1000; } /* never the clock on the wall */
  function random() {
    var parts = new Uint32Array(4);
    window.crypto.getRandomValues(parts);
    return Array.prototype.map.call(parts, function (part) { return part.toString(36); }).join("");
  }
  function request(url, options) {
    var stop = new AbortController();
    var timer = setTimeout(function () { stop.abort(); }, PATIENCE);
    options = Object.assign({ credentials: "same-origin", cache: "no-store", signal: stop.signal }, options);
    return fetch(url, options).then(
      function (reply) { clearTimeout(timer); return reply; },
      function (error) { clearTimeout(timer); throw error; });
  }
  function tell(words, bad) {
    var said = one("#said");
    if (!said) return;
    said.textContent = words || "";
    said.classList.toggle("bad", Boolean(bad));
  }
  function online(yes) {
    var note = one("#offline");
    if (note) note.hidden = yes;
  }

  /* ------------------------------------------------------------------ time left */
  function clock() {
    all(".clock").forEach(function (shown) {
      if (left.seconds === null) { shown.textContent = ""; return; }
      var passed = left.running ? now() - left.told : 0;
      var seconds = Math.max(0, Math.round(left.seconds - passed));
      var rest = seconds % 60;
      var text = Math.floor(seconds / 60) + ":" + (rest < 10 ? "0" : "") + rest;
      if (shown.textContent !== text) shown.textContent = text;
      shown.classList.toggle("over", seconds === 0);
    });
  }
  function timed(news) {
    left = { seconds: news.seconds, running: news.running, told: now() };
    clock();
  }

  /* ------------------------------------------------------------------ news of the room */
  function swap(region, made) {
    if (region.getAttribute("data-mark") === made.mark) return;
    var focused = document.activeElement && region.contains(document.activeElement)
      ? document.activeElement.id : "";
    var opened = all("details[open][id]", region).map(function (one) { return one.id; });
    region.innerHTML = made.html; /* made by the server, which escapes what was typed */
    region.setAttribute("data-mark", made.mark);
    opened.forEach(function (id) { var it = document.getElementById(id); if (it) it.open = true; });
    var again = focused && document.getElementById(focused);
    if (again) again.focus();
    if (one("#decide", region)) open();
    slide();
  }
  function take(news) {
    timed(news);
    body.classList.toggle("busy", news.busy);
    var working = one("#working");
    if (working) working.hidden = !news.busy;
    if (news.regions) {
      version = news.version;
      Object.keys(news.regions).forEach(function (name) {
        var region = document.getElementById("region-" + name);
        if (region) swap(region, news.regions[name]);
      });
      clock();
    }
    compare();
  }
  function poll() {
    if (!body.hasAttribute("data-poll")) return; /* a page that does not change by itself */
    var turn = ++asking, wait = EVERY;
    request(body.getAttribute("data-poll") + "?v=" + encodeURIComponent(version)).then(function (reply) {
      if (reply.status === 401 || reply.status === 403) { window.location.assign("/join"); return null; }
      if (!reply.ok) throw new Error(String(reply.status));
      return reply.json();
    }).then(function (news) {
      if (!news) return;
      online(true);
      take(news);
      if (news.busy) wait = HURRY;
    }).catch(function () {
      online(false);
      wait = AGAIN;
    }).then(function () {
      if (turn === asking) setTimeout(function () { if (turn === asking) poll(); }, wait);
    });
  }

  /* ------------------------------------------------------------------ sending, until it counts */
  function data(form) {
    var pairs = new URLSearchParams();
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!field.name || field.disabled) return;
      if ((field.type === "checkbox" || field.type === "radio") && !field.checked) return;
      pairs.append(field.name, field.value);
    });
    return pairs;
  }
  function post(url, pairs, tried) {
    return request(url, { method: "POST", body: pairs, headers: { Accept: "application/json" } })
      .then(function (reply) {
        if (reply.status >= 500 && reply.status !== 507) throw new Error(String(reply.status));
        return reply.json().then(function (answer) { answer.status = reply.status; return answer; });
      })
      .catch(function () {
        tell(WORDS.again, true);
        return new Promise(function (done) { setTimeout(done, tried ? AGAIN : AGAIN / 2); })
          .then(function () { return post(url, pairs, true); });
      });
  }
  function live(form, pressed) {
    if (form.getAttribute("data-sending")) return;
    if (form.getAttribute("data-sure") && !window.confirm(form.getAttribute("data-sure"))) return;
    form.setAttribute("data-sending", "1");
    clearTimeout(later);
    tell(WORDS.sending);
    drafted.then(function () { /* a draft on its way makes another version */
      var pairs = data(form);
      if (pressed && pressed.name) pairs.append(pressed.name, pressed.value);
      pairs.set("key", random());
      return post(form.getAttribute("action"), pairs);
    }).then(function (answer) {
      form.removeAttribute("data-sending");
      tell(answer.said, answer.status >= 400);
      if (answer.status === 401 || answer.status === 403) return;
      if (form.id === "decide") sent(form, answer);
      else if (answer.status < 400 && form.getAttribute("data-live") === "clear") form.reset();
      if (answer.html !== undefined) {
        var place = document.getElementById(form.getAttribute("data-answer"));
        if (place) { place.innerHTML = answer.html; place.focus(); }
      }
      if (answer.go) window.location.assign(answer.go);
      poll();
    });
  }
  document.addEventListener("submit", function (event) {
    if (!event.target.hasAttribute("data-live")) return;
    event.preventDefault();
    live(event.target, event.submitter);
  });

  /* ------------------------------------------------------------------ a team's decisions */
  var later = 0, drafting = false, drafted = Promise.resolve();
  function fields(form) { return all("[data-lever]", form); }
  function values(form) {
    var found = {};
    fields(form).forEach(function (field) { found[field.name] = field.value; });
    return found;
  }
  function kept(form) {
    try { return JSON.parse(window.localStorage.getItem(form.getAttribute("data-store")) || "null"); }
    catch (error) { return null; }
  }
  function keep(form, what) {
    try {
      var store = form.getAttribute("data-store");
      if (what) window.localStorage.setItem(store, JSON.stringify(what));
      else window.localStorage.removeItem(store);
    } catch (error) { /* a private window keeps nothing; the server has the draft */ }
  }
  function marked(form) {
    fields(form).forEach(function (field) {
      var lever = field.closest(".lever");
      if (lever) lever.classList.toggle("changed", field.value !== field.getAttribute("data-before"));
    });
    all(".group", form).forEach(function (group) {
      var moved = one(".moved", group);
      if (moved) moved.hidden = !one(".lever.changed", group);
    });
  }
  function put(form, chosen) {
    fields(form).forEach(function (field) {
      if (Object.prototype.hasOwnProperty.call(chosen, field.name)) field.value = chosen[field.name];
    });
    marked(form);
  }
  var own = "";
  function device() { /* this page's mark, the same when it is loaded again */
    try { own = window.sessionStorage.getItem("coopsim-page") || own; } catch (error) { /* kept below */ }
    own = own || random();
    try { window.sessionStorage.setItem("coopsim-page", own); } catch (error) { /* until it is left */ }
    return own;
  }
  function open() { /* a form has come: give back what was chosen here and not sent */
    var form = one("#decide");
    if (!form) return;
    form.elements.device.value = device();
    if (window.innerWidth >= 768) all(".group", form).forEach(function (group) { group.open = true; });
    var mine = kept(form);
    if (mine && mine.values) {
      put(form, mine.values);
      form.elements.made_from.value = mine.made_from;
      tell(WORDS.kept);
    } else marked(form);
    compare();
  }
  function typed(event) {
    var form = event.target.closest && event.target.closest("#decide");
    if (!form || !event.target.hasAttribute("data-lever")) return;
    marked(form);
    keep(form, { values: values(form), made_from: form.elements.made_from.value });
    tell(WORDS.unsent);
    compare();
    clearTimeout(later);
    if (form.getAttribute("data-draft")) later = setTimeout(function () {
      drafted.then(function () { draft(form); });
    }, 1500);
  }
  function draft(form) { /* for the team's other devices; until it arrives, it is kept here */
    if (form.getAttribute("data-sending") || !form.isConnected) return;
    var pairs = data(form), chosen = JSON.stringify(values(form));
    drafting = true;
    drafted = request(form.getAttribute("data-draft"), { method: "POST", body: pairs, headers: { Accept: "application/json" } })
      .then(function (reply) { return reply.ok ? reply.json() : null; })
      .then(function (answer) {
        if (!answer || !answer.kept) return;
        var mine = kept(form);
        form.elements.made_from.value = answer.made_from;
        if (mine) {
          keep(form, JSON.stringify(mine.values) === chosen ? null
            : { values: mine.values, made_from: String(answer.made_from) });
        }
      })
      .catch(function () { online(false); })
      .then(function () { drafting = false; compare(); });
  }
  function sent(form, answer) {
    if (answer.status >= 400) return;
    keep(form, null);
    form.elements.made_from.value = answer.made_from;
  }
  function different(form, theirs) {
    return fields(form).filter(function (field) {
      return theirs[field.name] !== undefined && theirs[field.name] !== field.value;
    });
  }
  function compare() { /* another device has sent: take it over, or say where it differs */
    var form = one("#decide"), told = one("#sent"), note = one("#differs");
    if (!form || !told || drafting || form.getAttribute("data-sending")) return;
    var theirs = JSON.parse(told.getAttribute("data-values")), newest = told.getAttribute("data-sent");
    /* news may be older than what this page was told already: then there is nothing to take over */
    var from = form.elements.made_from.value, apart = different(form, theirs);
    var newer = from === "" || Number(newest) > Number(from);
    if (newer && kept(form) && told.getAttribute("data-by") === device()) {
      form.elements.made_from.value = newest; /* our own draft, whose answer was lost */
      newer = false;
    }
    var clash = Boolean(newer && apart.length && kept(form) && note);
    if (newer && !clash && !(kept(form) && apart.length)) {
      put(form, theirs);
      keep(form, null);
      form.elements.made_from.value = newest;
      tell(""); /* what was said of this page's own choice is no longer so */
    }
    if (!note) return;
    note.hidden = !clash;
    one(".which", note).textContent = apart.map(function (field) {
      return field.getAttribute("data-lever");
    }).join(", ");
  }
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);
  document.addEventListener("click", function (event) {
    var pressed = event.target.closest ? event.target.closest("[data-do]") : null;
    if (!pressed) return;
    var what = pressed.getAttribute("data-do"), form = one("#decide"), told = one("#sent");
    if (what === "print") window.print();
    if (!form) return;
    if (what === "theirs" || what === "mine") {
      if (what === "theirs") {
        put(form, JSON.parse(told.getAttribute("data-values")));
        keep(form, null);
        tell("");
      }
      form.elements.made_from.value = told.getAttribute("data-sent");
      compare();
      if (what === "mine") live(form);
    }
    if (what === "before") {
      fields(form).forEach(function (field) { field.value = field.getAttribute("data-before"); });
      typed({ target: fields(form)[0] });
    }
  });

  /* ------------------------------------------------------------------ one decision, its positions */
  function narrowing() {
    all("[data-narrows]").forEach(function (chosen) {
      var field = document.getElementById(chosen.getAttribute("data-narrows"));
      var groups = all("optgroup", field);
      function narrow() { field.replaceChildren(groups[chosen.selectedIndex]); field.selectedIndex = 0; }
      chosen.parentNode.hidden = false;
      chosen.addEventListener("change", narrow);
      narrow();
    });
  }

  /* ------------------------------------------------------------------ years, one at a time */
  function slide() {
    var slider = one("#years");
    if (!slider) return;
    all("section[data-year]").forEach(function (part) {
      part.hidden = part.getAttribute("data-year") !== slider.value;
    });
    var shown = one("#years-shown");
    if (shown) shown.textContent = slider.value;
  }
  document.addEventListener("input", function (event) {
    if (event.target.id === "years") slide();
  });

  open();
  narrowing();
  slide();
  if (body.hasAttribute("data-poll")) {
    timed({
      seconds: body.hasAttribute("data-seconds") ? Number(body.getAttribute("data-seconds")) : null,
      running: body.getAttribute("data-running") === "1" });
    setInterval(clock, 250);
    poll();
    document.addEventListener("visibilitychange", function () { if (!document.hidden) poll(); });
    window.addEventListener("online", poll);
  }
}());
