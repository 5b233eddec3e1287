// The reader's own clock beside the event's, from the browser's zone, where the server knew none.
{
  const fill = () => {
    for (const place of document.querySelectorAll("[data-local-time][hidden]")) {
      const moment = new Date(place.dataset.localTime);
      if (Number.isNaN(moment.getTime())) continue;
      const words = new Intl.DateTimeFormat(document.documentElement.lang, {
        weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "shortOffset", numberingSystem: "latn",
      }).format(moment);
      place.querySelector("span").textContent = place.dataset.words.replace("{time}", words);
      place.hidden = false;
    }
  };

  fill();
  document.addEventListener("htmx:after:swap", fill);
}
