"""Playbooks: what starts one (triggers), what it asks for (definition, runs), what ends it (stops), what came of it."""
