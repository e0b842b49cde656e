// Search in the conversation: messages that hold every word stand out, and are unfolded when one goes to them.
export class Talk {
  constructor(element) { this.element = element; }

  // The messages that hold every word of the query, as elements.
  search(query) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const turns = [...this.element.querySelectorAll(".chat > li")];
    const found = turns.filter((turn) => {
      const text = turn.textContent.toLowerCase();
      return words.length > 0 && words.every((word) => text.includes(word));
    });
    for (const turn of turns) turn.classList.toggle("hit", found.includes(turn));
    return found;
  }

  goTo(turn) {
    for (const details of turn.querySelectorAll("details")) details.open = true;
    for (const more of turn.querySelectorAll(".more[aria-expanded=false]")) more.click();
    this.element.querySelector(".at")?.classList.remove("at");
    turn.classList.add("at");
    turn.scrollIntoView({ block: "center", behavior: "instant" });
  }
}
