"""One small module a rule, or a family of them. Each exports RULES."""
