"""From exercises and references to the specs that `check` reads, and the proof that each is sound."""
