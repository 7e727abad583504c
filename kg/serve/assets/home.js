"use strict";
// The editor, with the questions as buttons. Everything is asked of this server; nothing else is contacted.
(() => {
  const questions = JSON.parse(document.getElementById("questions-data").textContent);
  const place = document.getElementById("editor");
  const remote = ["prefixes", "property", "class"]; // these would ask servers elsewhere for words to offer
  const defaults = Yasgui.Yasqe.defaults;
  defaults.autocompleters = (defaults.autocompleters || []).filter((name) => !remote.includes(name));
  const yasgui = new Yasgui(place, {
    requestConfig: { endpoint: new URL("sparql", document.baseURI).href, method: "POST" },
    copyEndpointOnNewTab: true,
    endpointCatalogueOptions: { getData: () => [] },
    corsProxy: undefined,
    persistenceId: "pactgraph",
    autofocus: false,
    yasqe: { value: questions[0] ? questions[0].sparql : "SELECT * WHERE { ?s ?p ?o } LIMIT 10" },
  });
  for (const button of document.querySelectorAll("button[data-question]")) {
    button.addEventListener("click", () => {
      const tab = yasgui.getTab();
      tab.setQuery(questions[Number(button.dataset.question)].sparql);
      tab.query().catch(() => {});
      place.scrollIntoView({ behavior: "smooth" });
    });
  }
})();
