// Trusted Types: htmx may turn answers of this site into elements, and nothing into code.
if (window.htmx) {
  const refuse = () => { throw new TypeError("Attributes and answers hold no code on this site."); };
  const same = (html) => html;
  const policy = window.trustedTypes?.createPolicy("coop", { createHTML: same }) ?? { createHTML: same };
  window.htmx.registerExtension("coop", {
    init: (api) => api.initSecurity({ createHTML: (html) => policy.createHTML(html), createScript: refuse }, refuse, refuse),
  });
}
