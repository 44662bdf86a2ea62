"""First floor: Documents in, findable passages and a register out. Its public names are those of `index.shelf`."""
