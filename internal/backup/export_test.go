package backup

// Stamp lets tests seal manifests of their own.
var Stamp = stamp
