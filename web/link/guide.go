package link

// Guide is how Pilar is used, task by task.
func Guide() string { return "/bantuan-pemakaian" }

// Kit is every piece that the pages are made of.
func Kit() string { return "/pengaturan/gaya" }
