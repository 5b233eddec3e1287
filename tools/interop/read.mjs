// Reads calendar files with a foreign parser and prints what it understood, as JSON: node read.mjs ical.js|node-ical FILE...
import { readFileSync } from "node:fs";

const utc = (moment) => moment.toISOString().slice(0, 19) + "Z";
const day = (year, month, date) => [year, month, date].map((part) => String(part).padStart(2, "0")).join("-");

const readers = {
  "ical.js": async () => {
    const { default: ICAL } = await import("ical.js");
    const when = (time) => (time.isDate ? day(time.year, time.month, time.day) : utc(time.toJSDate()));
    return (text) =>
      new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent").map((component) => {
        const event = new ICAL.Event(component);
        return {
          uid: event.uid,
          start: when(event.startDate),
          end: when(event.endDate),
          title: event.summary,
          description: event.description,
          place: event.location ?? "",
          status: component.getFirstPropertyValue("status"),
          sequence: event.sequence,
        };
      });
  },
  "node-ical": async () => {
    const { default: ical } = await import("node-ical");
    const text = (value) => (value !== null && typeof value === "object" ? value.val : value) ?? "";
    const when = (date, type) => (type === "date" ? day(date.getFullYear(), date.getMonth() + 1, date.getDate()) : utc(date));
    return (content) =>
      Object.values(ical.sync.parseICS(content))
        .filter((each) => each.type === "VEVENT")
        .map((event) => ({
          uid: event.uid,
          start: when(event.start, event.datetype),
          end: when(event.end, event.datetype),
          title: text(event.summary),
          description: text(event.description),
          place: text(event.location),
          status: event.status,
          sequence: Number(event.sequence),
        }));
  },
};

const [name, ...files] = process.argv.slice(2);
const read = await readers[name]();
console.log(JSON.stringify(files.map((file) => read(readFileSync(file, "utf8")))));
