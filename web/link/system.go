package link

// System is the state of the installation: program, database, backups.
func System() string { return "/sistem" }
