// Package proto carries the description of the JSON form of the interface.
package proto

import _ "embed" // for the file below

// OpenAPI is the interface as an OpenAPI 2 document. It is generated from the
// files of vitalproof/v1 and says the same.
//
//go:embed vitalproof.swagger.json
var OpenAPI []byte
