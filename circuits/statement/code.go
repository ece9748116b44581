package statement

import (
	"errors"
	"fmt"
	"strings"

	"vitalproof/circuits/claim"
)

// ErrCode reports text that is not a code of its system. The text, which is
// health data, is never part of the error.
var ErrCode = errors.New("not a code of this system")

// ICD-10-CM codes have a letter, a digit, and one to five letters or digits
// (ICD-10-CM Official Guidelines, section I.A.2). They are read as a number with
// the letter as the highest digit, then digits to the base 37 with 0 for the end
// of a code: so the order of numbers is that of the codes, and all codes under a
// prefix follow each other. The largest is below 26*37^6 < 2^36.
const (
	icdLength = 7
	icdBase   = 37
	icdDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// ParseCode reads a code of a system as people write it, such as "E11.9",
// "44054006" or "CYP2C19 Poor Metabolizer", as a number from 1 to 2^CodeBits - 1.
func ParseCode(m claim.Metric, text string) (uint64, error) {
	switch m {
	case claim.ICD10CM:
		return parseICD(text)
	case claim.SNOMED:
		return parseSNOMED(text)
	case claim.CPICPhenotype:
		return parsePhenotype(text)
	}
	return 0, fmt.Errorf("%w: %s has no codes", ErrCode, m.Name())
}

// FormatCode is the inverse of ParseCode.
func FormatCode(m claim.Metric, word uint64) (string, error) {
	var text string
	switch m {
	case claim.ICD10CM:
		text = formatICD(word)
	case claim.SNOMED:
		text = fmt.Sprint(word)
	case claim.CPICPhenotype:
		text = formatPhenotype(word)
	}
	if again, err := ParseCode(m, text); err != nil || again != word {
		return "", ErrCode
	}
	return text, nil
}

func validCode(m claim.Metric, word uint64) bool {
	_, err := FormatCode(m, word)
	return err == nil && word>>CodeBits == 0
}

func parseICD(text string) (uint64, error) {
	plain := strings.ToUpper(text)
	if len(plain) > 3 && plain[3] == '.' {
		plain = plain[:3] + plain[4:]
		if len(plain) == 3 {
			return 0, ErrCode
		}
	}
	if len(plain) < 3 || len(plain) > icdLength || plain[0] < 'A' || plain[0] > 'Z' || plain[1] < '0' || plain[1] > '9' {
		return 0, ErrCode
	}
	word := uint64(plain[0] - 'A')
	for i := 1; i < icdLength; i++ {
		digit := 0
		if i < len(plain) {
			if digit = strings.IndexByte(icdDigits, plain[i]) + 1; digit == 0 {
				return 0, ErrCode
			}
		}
		word = word*icdBase + uint64(digit)
	}
	return word, nil
}

func formatICD(word uint64) string {
	var digits [icdLength]uint64
	for i := icdLength - 1; i > 0; i-- {
		digits[i] = word % icdBase
		word /= icdBase
	}
	if word >= 26 {
		return ""
	}
	text := string(rune('A' + word))
	for i := 1; i < icdLength && digits[i] > 0; i++ {
		if i == 3 {
			text += "."
		}
		text += string(icdDigits[digits[i]-1])
	}
	return text
}

// parseSNOMED reads a concept id of the international edition: at most ten
// digits, of which the last is a Verhoeff check digit and the two before are 00
// (SNOMED CT Release File Specifications, section 6). Longer ids, those of
// national extensions, do not fit a code and are refused.
func parseSNOMED(text string) (uint64, error) {
	if len(text) < 6 || len(text) > 10 || strings.Trim(text, "0123456789") != "" || text[0] == '0' {
		return 0, ErrCode
	}
	if text[len(text)-3:len(text)-1] != "00" || !verhoeff(text) {
		return 0, ErrCode
	}
	var word uint64
	for _, d := range text {
		word = word*10 + uint64(d-'0')
	}
	return word, nil
}

// verhoeff checks a number whose last digit is its Verhoeff check digit (J.
// Verhoeff, Error Detecting Decimal Codes, 1969).
func verhoeff(text string) bool {
	permutation := [10]int{1, 5, 7, 6, 2, 8, 3, 0, 9, 4}
	check := 0
	for i := range len(text) {
		digit := int(text[len(text)-1-i] - '0')
		for range i % 8 {
			digit = permutation[digit]
		}
		check = dihedral(check, digit)
	}
	return check == 0
}

// dihedral multiplies in the dihedral group of order ten: 0 to 4 are rotations, 5
// to 9 reflections.
func dihedral(a, b int) int {
	switch {
	case a < 5 && b < 5:
		return (a + b) % 5
	case a < 5:
		return 5 + (a+b)%5
	case b < 5:
		return 5 + (a-b+5)%5
	}
	return (a - b + 5) % 5
}
