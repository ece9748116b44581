// Package codes is the family of coded facts, such as diagnoses or the phenotype
// of a drug-metabolising enzyme.
//
// It proves that of the complete list of codes that an issuer of the set sealed
// for this holder one is in a public set, or that none is. Which code, and how many
// there are, stays hidden. What does not depend on the shape of the data is package
// frame. Evaluate is the plain reference, package codeset builds the sets.
//
// It does not prove that the list is complete beyond the issuer's own knowledge: a
// diagnosis made elsewhere, or never coded, is not on it. An answer to "not in the
// set" is a disclosure too, and in many places the law forbids to ask for it: for
// genetic facts GINA in the United States for health insurers and employers.
//
// Cost: about 430 constraints for each of the 64 places of a list, of which the
// hash of a leaf of the set takes 363, 8,900 for the rest of the set's tree, and
// the frame's 5,400. The golden list is circuits/costs.txt.
package codes
