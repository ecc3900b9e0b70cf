/** Turns a store's opening hours into "open now" or "closed now", by the clock of the store. */
export function startHours() {
  for (const line of document.querySelectorAll("[data-hours]")) {
    try {
      show(line);
    } catch {
      // An unknown time zone: the plain hours stay.
    }
  }
}

const DAY = 24 * 60;

function show(line) {
  const times = JSON.parse(line.dataset.hours);
  const { day, minute } = now(line.dataset.zone);
  // As minutes from now: each time of opening in the week that began with the last one.
  const spans = times.flatMap((time) => {
    const from = ((time.day - day + 7) % 7) * DAY + time.from - minute;
    const to = from + ((time.to - time.from + DAY) % DAY || DAY);
    return [{ ...time, start: from, end: to }, { ...time, start: from - 7 * DAY, end: to - 7 * DAY }];
  });
  const open = spans.find((span) => span.start <= 0 && span.end > 0);
  const next = spans.filter((span) => span.start > 0).sort((a, b) => a.start - b.start)[0];
  if (open) {
    line.textContent = line.dataset.open.replace("{0}", open.closes);
    line.classList.add("is-open");
  } else if (next && next.start < DAY) {
    line.textContent = line.dataset.closed.replace("{0}", next.opens);
    line.classList.add("is-closed");
  }

  document.querySelector(`.hours [data-day="${day}"]`)?.classList.add("today");
}

function now(timeZone) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
    .formatToParts(new Date())
    .reduce((all, part) => ({ ...all, [part.type]: part.value }), {});
  return {
    day: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"].indexOf(parts.weekday),
    minute: Number(parts.hour) * 60 + Number(parts.minute),
  };
}
