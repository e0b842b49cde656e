// Every script that asks the server for a part of a page asks here.

/** An answer that is none: `status` says which. A server that does not answer is fetch's own TypeError instead. */
export class Refused extends Error {
  constructor(status) {
    super(`The server answered ${status}.`);
    this.status = status;
  }
}

/** The answer to `url`, if it is one; else throws Refused. A session that has ended leads to sign-in and back here. */
export async function load(url, options = {}) {
  const answer = await fetch(url, { ...options, headers: { ...options.headers, "X-Requested-With": "fetch" } });
  if (answer.ok) return answer;
  const signIn = answer.status === 401 && answer.headers.get("X-Sign-In");
  if (signIn) location.assign(`${signIn}?next=${encodeURIComponent(location.pathname + location.search + location.hash)}`);
  throw new Refused(answer.status);
}
