package app

// Routes lets tests walk the site map.
var Routes = routes
