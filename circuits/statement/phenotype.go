package statement

import "strings"

// The phenotypes of CPIC's standardised terms (Caudle et al. 2017, doi
// 10.1038/gim.2016.87; CYP2D6 by Caudle et al. 2020, PMC6951851). A code's number
// is 1 + gene*phenotypeRoom + phenotype, so genes and phenotypes are only ever
// added at the end of their lists.
const phenotypeRoom = 16

var phenotypes = []struct {
	gene  string
	terms []string
}{
	{"CYP2D6", []string{"Poor Metabolizer", "Intermediate Metabolizer", "Normal Metabolizer", "Ultrarapid Metabolizer", "Indeterminate"}},
	{"CYP2C19", []string{"Poor Metabolizer", "Intermediate Metabolizer", "Normal Metabolizer", "Rapid Metabolizer", "Ultrarapid Metabolizer",
		"Likely Poor Metabolizer", "Likely Intermediate Metabolizer", "Indeterminate"}},
	{"TPMT", []string{"Poor Metabolizer", "Intermediate Metabolizer", "Normal Metabolizer", "Possible Intermediate Metabolizer", "Indeterminate"}},
	{"NUDT15", []string{"Poor Metabolizer", "Intermediate Metabolizer", "Normal Metabolizer", "Possible Intermediate Metabolizer", "Indeterminate"}},
	{"DPYD", []string{"Poor Metabolizer", "Intermediate Metabolizer", "Normal Metabolizer", "Indeterminate"}},
	{"SLCO1B1", []string{"Poor Function", "Decreased Function", "Normal Function", "Increased Function", "Possible Decreased Function", "Indeterminate"}},
}

func parsePhenotype(text string) (uint64, error) {
	for g, p := range phenotypes {
		for i, term := range p.terms {
			if strings.EqualFold(text, p.gene+" "+term) {
				return uint64(1 + g*phenotypeRoom + i), nil
			}
		}
	}
	return 0, ErrCode
}

func formatPhenotype(word uint64) string {
	if word == 0 {
		return ""
	}
	g, i := (word-1)/phenotypeRoom, (word-1)%phenotypeRoom
	if g >= uint64(len(phenotypes)) || i >= uint64(len(phenotypes[g].terms)) {
		return ""
	}
	return phenotypes[g].gene + " " + phenotypes[g].terms[i]
}
