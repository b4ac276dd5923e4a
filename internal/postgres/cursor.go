package postgres

import (
	"encoding/base64"
	"encoding/json"

	"pilar/internal/fault"
)

// Cursor marks where a keyset page ended: the sort it belongs to and the last row's value of every sorted column.
type Cursor struct {
	Sort string   `json:"s"`
	Last []string `json:"l"`
}

// Encode returns the cursor as it stands in an address. It holds what the page already shows, nothing else.
func (c Cursor) Encode() string {
	b, _ := json.Marshal(c) // strings always marshal
	return base64.RawURLEncoding.EncodeToString(b)
}

// DecodeCursor reads a cursor for the given sort with n columns; an empty text is the first page (nil).
// One that was edited, or belongs to another sort, is fault.Malformed.
func DecodeCursor(text, sort string, n int) (*Cursor, error) {
	if text == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	var c Cursor
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil || c.Sort != sort || len(c.Last) != n {
		return nil, fault.Malformed{Message: "cursor"}
	}
	return &c, nil
}
