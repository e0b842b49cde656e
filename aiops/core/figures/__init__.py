"""Charts: a page says what is to be seen (`chart`), `charts.draw` draws it, `templates/core/_chart.html` shows it."""
