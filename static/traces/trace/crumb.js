// "Traces /" leads back to the list as it was: the query that the person came from, kept for this tab.
export function returning(link) {
  const key = `trace-list ${link.pathname}`;
  try {
    const came = new URL(document.referrer || window.location.href);
    if (came.origin === window.location.origin && came.pathname === link.pathname) sessionStorage.setItem(key, came.search);
    link.search = sessionStorage.getItem(key) ?? "";
  } catch { /* no storage: the link leads to the plain list */ }
}
