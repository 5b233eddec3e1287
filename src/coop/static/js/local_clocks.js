// What clocks show now at a place, kept up to date: a kept page knows the zone, only the browser knows the moment.
{
  const fill = () => {
    for (const place of document.querySelectorAll("[data-clock-in]")) {
      try {
        place.querySelector("span").textContent = new Intl.DateTimeFormat(document.documentElement.lang, {
          weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: place.dataset.clockIn, numberingSystem: "latn",
        }).format(new Date());
        place.hidden = false;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error; // a zone this browser does not know stays unsaid
      }
    }
  };

  fill();
  if (document.querySelector("[data-clock-in]")) setInterval(fill, 15_000);
}
