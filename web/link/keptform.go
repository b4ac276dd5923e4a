package link

// KeptForms are the forms that met trouble and are kept for whoever is logged in.
func KeptForms() string { return "/isian" }

// DropKeptForm throws one of them away; POST only.
func DropKeptForm(id int64) string { return KeptForms() + "/" + number(id) + "/buang" }
