"""What the trace page and its span panel show, as values that templates only have to write down."""
