"""Results of our own that sharpen those of the papers; each says which one, and rests on a proof and on checks."""
