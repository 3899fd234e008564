"""A package, so that what its tests share (the shop, its server, the browser) ends with them: in a
directory that is none it would last for the whole session."""
