// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package bindings

import (
	"bytes"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Reference imports to suppress errors if they are not otherwise used.
var (
	_ = bytes.Equal
	_ = errors.New
	_ = big.NewInt
	_ = common.Big1
	_ = types.BloomLookup
	_ = abi.ConvertType
)

// IAttestationGateAnswer is an auto generated low-level Go binding around an user-defined struct.
type IAttestationGateAnswer struct {
	Nullifier *big.Int
	Recipient common.Address
	Deadline  uint64
	Proof     []byte
	Consent   []byte
}

// IAttestationGateRecord is an auto generated low-level Go binding around an user-defined struct.
type IAttestationGateRecord struct {
	ValidUntil uint64
	Recipient  common.Address
}

// IConsentRegistryConsent is an auto generated low-level Go binding around an user-defined struct.
type IConsentRegistryConsent struct {
	Participant common.Address
	Policy      [32]byte
	Epoch       uint16
	Nullifier   *big.Int
	Purpose     [32]byte
	ValidUntil  uint64
}

// IIssuerRegistryIssuerSet is an auto generated low-level Go binding around an user-defined struct.
type IIssuerRegistryIssuerSet struct {
	ValidFrom  uint64
	ValidUntil uint64
	Revoked    bool
}

// IPolicyRegistryClaimTerms is an auto generated low-level Go binding around an user-defined struct.
type IPolicyRegistryClaimTerms struct {
	Name         string
	Metric       uint8
	WindowDays   uint16
	EarliestEnd  uint32
	LatestEnd    uint32
	MinAssurance uint8
	Coverage     uint16
	Set          [22]byte
	Limits       []IPolicyRegistryLimit
}

// IPolicyRegistryLimit is an auto generated low-level Go binding around an user-defined struct.
type IPolicyRegistryLimit struct {
	Quantity   string
	Comparison string
	Value      string
	Unit       string
	Bound      *big.Int
	Decimals   uint8
}

// IPolicyRegistryPolicy is an auto generated low-level Go binding around an user-defined struct.
type IPolicyRegistryPolicy struct {
	VerifierId [32]byte
	Issuers    *big.Int
	Claim      *big.Int
	EpochDays  uint16
	Epochs     uint16
	SubmitDays uint16
	ValidDays  uint16
	Sponsor    common.Address
	Purpose    [32]byte
}

// IPolicyRegistryTerms is an auto generated low-level Go binding around an user-defined struct.
type IPolicyRegistryTerms struct {
	TermsId     [32]byte
	VerifierId  [32]byte
	Issuers     *big.Int
	Claim       *big.Int
	Purpose     [32]byte
	SubmitUntil uint64
	Expiry      uint64
	Number      *big.Int
	Closed      bool
}

// IPremiumRebateVaultPot is an auto generated low-level Go binding around an user-defined struct.
type IPremiumRebateVaultPot struct {
	Token       common.Address
	CapPerEpoch uint32
	Rebate      *big.Int
	Free        *big.Int
	Booked      *big.Int
	Paid        *big.Int
}

// IStudyEnrolmentStudy is an auto generated low-level Go binding around an user-defined struct.
type IStudyEnrolmentStudy struct {
	Quota        uint32
	Participants uint32
	Closed       bool
}

// AttestationGateMetaData contains all meta data concerning the AttestationGate contract.
var AttestationGateMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"contractIVerifierRouter\",\"name\":\"router_\",\"type\":\"address\"},{\"internalType\":\"contractIIssuerRegistry\",\"name\":\"issuers_\",\"type\":\"address\"},{\"internalType\":\"contractIPolicyRegistry\",\"name\":\"policies_\",\"type\":\"address\"},{\"internalType\":\"contractIConsentRegistry\",\"name\":\"consents_\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"}],\"name\":\"BatchMemberInvalid\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"size\",\"type\":\"uint256\"}],\"name\":\"BatchSize\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"}],\"name\":\"DeadlinePassed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"issuers\",\"type\":\"uint256\"}],\"name\":\"IssuersNotActive\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"NullifierOutOfRange\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"NullifierUsed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"}],\"name\":\"PolicyIsClosed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"length\",\"type\":\"uint256\"}],\"name\":\"ProofLength\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"RecipientZero\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"submitUntil\",\"type\":\"uint64\"}],\"name\":\"SubmissionsClosed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"given\",\"type\":\"address\"}],\"name\":\"WrongContract\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"Accepted\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"MAX_BATCH\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"PROOF_LENGTH\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"components\":[{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"recipient\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"},{\"internalType\":\"bytes\",\"name\":\"proof\",\"type\":\"bytes\"},{\"internalType\":\"bytes\",\"name\":\"consent\",\"type\":\"bytes\"}],\"internalType\":\"structIAttestationGate.Answer\",\"name\":\"answer\",\"type\":\"tuple\"}],\"name\":\"check\",\"outputs\":[],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"consents\",\"outputs\":[{\"internalType\":\"contractIConsentRegistry\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"historical\",\"outputs\":[{\"components\":[{\"internalType\":\"uint64\",\"name\":\"validUntil\",\"type\":\"uint64\"},{\"internalType\":\"address\",\"name\":\"recipient\",\"type\":\"address\"}],\"internalType\":\"structIAttestationGate.Record\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"isValid\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"issuers\",\"outputs\":[{\"internalType\":\"contractIIssuerRegistry\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"policies\",\"outputs\":[{\"internalType\":\"contractIPolicyRegistry\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"recipient\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"}],\"name\":\"publicInputs\",\"outputs\":[{\"internalType\":\"uint256[5]\",\"name\":\"\",\"type\":\"uint256[5]\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"router\",\"outputs\":[{\"internalType\":\"contractIVerifierRouter\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"}],\"name\":\"scope\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"status\",\"outputs\":[{\"internalType\":\"enumIAttestationGate.Status\",\"name\":\"\",\"type\":\"uint8\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"components\":[{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"recipient\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"},{\"internalType\":\"bytes\",\"name\":\"proof\",\"type\":\"bytes\"},{\"internalType\":\"bytes\",\"name\":\"consent\",\"type\":\"bytes\"}],\"internalType\":\"structIAttestationGate.Answer\",\"name\":\"answer\",\"type\":\"tuple\"}],\"name\":\"submit\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"components\":[{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"recipient\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"},{\"internalType\":\"bytes\",\"name\":\"proof\",\"type\":\"bytes\"},{\"internalType\":\"bytes\",\"name\":\"consent\",\"type\":\"bytes\"}],\"internalType\":\"structIAttestationGate.Answer[]\",\"name\":\"answers\",\"type\":\"tuple[]\"}],\"name\":\"submitBatch\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"accepted\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes4\",\"name\":\"interfaceId\",\"type\":\"bytes4\"}],\"name\":\"supportsInterface\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "AttestationGate",
}

// AttestationGate is an auto generated Go binding around an Ethereum contract.
type AttestationGate struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *AttestationGate) GetABI() abi.ABI {
	return c.abi
}

// NewAttestationGate creates a new instance of AttestationGate.
func NewAttestationGate() *AttestationGate {
	parsed, err := AttestationGateMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &AttestationGate{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *AttestationGate) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address router_, address issuers_, address policies_, address consents_) returns()
func (attestationGate *AttestationGate) PackConstructor(router_ common.Address, issuers_ common.Address, policies_ common.Address, consents_ common.Address) []byte {
	enc, err := attestationGate.abi.Pack("", router_, issuers_, policies_, consents_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackMAXBATCH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x950bff9f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_BATCH() view returns(uint256)
func (attestationGate *AttestationGate) PackMAXBATCH() []byte {
	enc, err := attestationGate.abi.Pack("MAX_BATCH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXBATCH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x950bff9f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_BATCH() view returns(uint256)
func (attestationGate *AttestationGate) TryPackMAXBATCH() ([]byte, error) {
	return attestationGate.abi.Pack("MAX_BATCH")
}

// UnpackMAXBATCH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x950bff9f.
//
// Solidity: function MAX_BATCH() view returns(uint256)
func (attestationGate *AttestationGate) UnpackMAXBATCH(data []byte) (*big.Int, error) {
	out, err := attestationGate.abi.Unpack("MAX_BATCH", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackPROOFLENGTH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe911439c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function PROOF_LENGTH() view returns(uint256)
func (attestationGate *AttestationGate) PackPROOFLENGTH() []byte {
	enc, err := attestationGate.abi.Pack("PROOF_LENGTH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPROOFLENGTH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe911439c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function PROOF_LENGTH() view returns(uint256)
func (attestationGate *AttestationGate) TryPackPROOFLENGTH() ([]byte, error) {
	return attestationGate.abi.Pack("PROOF_LENGTH")
}

// UnpackPROOFLENGTH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe911439c.
//
// Solidity: function PROOF_LENGTH() view returns(uint256)
func (attestationGate *AttestationGate) UnpackPROOFLENGTH(data []byte) (*big.Int, error) {
	out, err := attestationGate.abi.Unpack("PROOF_LENGTH", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackCheck is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x856ebad7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function check(bytes32 policyId, uint16 epoch, (uint256,address,uint64,bytes,bytes) answer) view returns()
func (attestationGate *AttestationGate) PackCheck(policyId [32]byte, epoch uint16, answer IAttestationGateAnswer) []byte {
	enc, err := attestationGate.abi.Pack("check", policyId, epoch, answer)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCheck is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x856ebad7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function check(bytes32 policyId, uint16 epoch, (uint256,address,uint64,bytes,bytes) answer) view returns()
func (attestationGate *AttestationGate) TryPackCheck(policyId [32]byte, epoch uint16, answer IAttestationGateAnswer) ([]byte, error) {
	return attestationGate.abi.Pack("check", policyId, epoch, answer)
}

// PackConsents is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfc16502e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function consents() view returns(address)
func (attestationGate *AttestationGate) PackConsents() []byte {
	enc, err := attestationGate.abi.Pack("consents")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackConsents is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfc16502e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function consents() view returns(address)
func (attestationGate *AttestationGate) TryPackConsents() ([]byte, error) {
	return attestationGate.abi.Pack("consents")
}

// UnpackConsents is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfc16502e.
//
// Solidity: function consents() view returns(address)
func (attestationGate *AttestationGate) UnpackConsents(data []byte) (common.Address, error) {
	out, err := attestationGate.abi.Unpack("consents", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackHistorical is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd4298a3e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function historical(bytes32 policyId, uint16 epoch, uint256 nullifier) view returns((uint64,address))
func (attestationGate *AttestationGate) PackHistorical(policyId [32]byte, epoch uint16, nullifier *big.Int) []byte {
	enc, err := attestationGate.abi.Pack("historical", policyId, epoch, nullifier)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHistorical is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd4298a3e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function historical(bytes32 policyId, uint16 epoch, uint256 nullifier) view returns((uint64,address))
func (attestationGate *AttestationGate) TryPackHistorical(policyId [32]byte, epoch uint16, nullifier *big.Int) ([]byte, error) {
	return attestationGate.abi.Pack("historical", policyId, epoch, nullifier)
}

// UnpackHistorical is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd4298a3e.
//
// Solidity: function historical(bytes32 policyId, uint16 epoch, uint256 nullifier) view returns((uint64,address))
func (attestationGate *AttestationGate) UnpackHistorical(data []byte) (IAttestationGateRecord, error) {
	out, err := attestationGate.abi.Unpack("historical", data)
	if err != nil {
		return *new(IAttestationGateRecord), err
	}
	out0 := *abi.ConvertType(out[0], new(IAttestationGateRecord)).(*IAttestationGateRecord)
	return out0, nil
}

// PackIsValid is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x64f9ddec.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isValid(bytes32 policyId, uint16 epoch, uint256 nullifier) view returns(bool)
func (attestationGate *AttestationGate) PackIsValid(policyId [32]byte, epoch uint16, nullifier *big.Int) []byte {
	enc, err := attestationGate.abi.Pack("isValid", policyId, epoch, nullifier)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsValid is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x64f9ddec.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isValid(bytes32 policyId, uint16 epoch, uint256 nullifier) view returns(bool)
func (attestationGate *AttestationGate) TryPackIsValid(policyId [32]byte, epoch uint16, nullifier *big.Int) ([]byte, error) {
	return attestationGate.abi.Pack("isValid", policyId, epoch, nullifier)
}

// UnpackIsValid is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x64f9ddec.
//
// Solidity: function isValid(bytes32 policyId, uint16 epoch, uint256 nullifier) view returns(bool)
func (attestationGate *AttestationGate) UnpackIsValid(data []byte) (bool, error) {
	out, err := attestationGate.abi.Unpack("isValid", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackIssuers is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0e40f5db.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function issuers() view returns(address)
func (attestationGate *AttestationGate) PackIssuers() []byte {
	enc, err := attestationGate.abi.Pack("issuers")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIssuers is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0e40f5db.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function issuers() view returns(address)
func (attestationGate *AttestationGate) TryPackIssuers() ([]byte, error) {
	return attestationGate.abi.Pack("issuers")
}

// UnpackIssuers is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x0e40f5db.
//
// Solidity: function issuers() view returns(address)
func (attestationGate *AttestationGate) UnpackIssuers(data []byte) (common.Address, error) {
	out, err := attestationGate.abi.Unpack("issuers", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackPolicies is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x702e7e1f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function policies() view returns(address)
func (attestationGate *AttestationGate) PackPolicies() []byte {
	enc, err := attestationGate.abi.Pack("policies")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPolicies is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x702e7e1f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function policies() view returns(address)
func (attestationGate *AttestationGate) TryPackPolicies() ([]byte, error) {
	return attestationGate.abi.Pack("policies")
}

// UnpackPolicies is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x702e7e1f.
//
// Solidity: function policies() view returns(address)
func (attestationGate *AttestationGate) UnpackPolicies(data []byte) (common.Address, error) {
	out, err := attestationGate.abi.Unpack("policies", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackPublicInputs is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb9678bed.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function publicInputs(bytes32 policyId, uint16 epoch, uint256 nullifier, address recipient, uint64 deadline) view returns(uint256[5])
func (attestationGate *AttestationGate) PackPublicInputs(policyId [32]byte, epoch uint16, nullifier *big.Int, recipient common.Address, deadline uint64) []byte {
	enc, err := attestationGate.abi.Pack("publicInputs", policyId, epoch, nullifier, recipient, deadline)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPublicInputs is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb9678bed.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function publicInputs(bytes32 policyId, uint16 epoch, uint256 nullifier, address recipient, uint64 deadline) view returns(uint256[5])
func (attestationGate *AttestationGate) TryPackPublicInputs(policyId [32]byte, epoch uint16, nullifier *big.Int, recipient common.Address, deadline uint64) ([]byte, error) {
	return attestationGate.abi.Pack("publicInputs", policyId, epoch, nullifier, recipient, deadline)
}

// UnpackPublicInputs is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb9678bed.
//
// Solidity: function publicInputs(bytes32 policyId, uint16 epoch, uint256 nullifier, address recipient, uint64 deadline) view returns(uint256[5])
func (attestationGate *AttestationGate) UnpackPublicInputs(data []byte) ([5]*big.Int, error) {
	out, err := attestationGate.abi.Unpack("publicInputs", data)
	if err != nil {
		return *new([5]*big.Int), err
	}
	out0 := *abi.ConvertType(out[0], new([5]*big.Int)).(*[5]*big.Int)
	return out0, nil
}

// PackRouter is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf887ea40.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function router() view returns(address)
func (attestationGate *AttestationGate) PackRouter() []byte {
	enc, err := attestationGate.abi.Pack("router")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRouter is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf887ea40.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function router() view returns(address)
func (attestationGate *AttestationGate) TryPackRouter() ([]byte, error) {
	return attestationGate.abi.Pack("router")
}

// UnpackRouter is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf887ea40.
//
// Solidity: function router() view returns(address)
func (attestationGate *AttestationGate) UnpackRouter(data []byte) (common.Address, error) {
	out, err := attestationGate.abi.Unpack("router", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackScope is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x83b8866d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function scope(bytes32 policyId, uint16 epoch) view returns(uint256)
func (attestationGate *AttestationGate) PackScope(policyId [32]byte, epoch uint16) []byte {
	enc, err := attestationGate.abi.Pack("scope", policyId, epoch)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackScope is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x83b8866d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function scope(bytes32 policyId, uint16 epoch) view returns(uint256)
func (attestationGate *AttestationGate) TryPackScope(policyId [32]byte, epoch uint16) ([]byte, error) {
	return attestationGate.abi.Pack("scope", policyId, epoch)
}

// UnpackScope is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x83b8866d.
//
// Solidity: function scope(bytes32 policyId, uint16 epoch) view returns(uint256)
func (attestationGate *AttestationGate) UnpackScope(data []byte) (*big.Int, error) {
	out, err := attestationGate.abi.Unpack("scope", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackStatus is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe2eebf7f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function status(bytes32 policyId, uint16 epoch, uint256 nullifier) view returns(uint8)
func (attestationGate *AttestationGate) PackStatus(policyId [32]byte, epoch uint16, nullifier *big.Int) []byte {
	enc, err := attestationGate.abi.Pack("status", policyId, epoch, nullifier)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackStatus is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe2eebf7f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function status(bytes32 policyId, uint16 epoch, uint256 nullifier) view returns(uint8)
func (attestationGate *AttestationGate) TryPackStatus(policyId [32]byte, epoch uint16, nullifier *big.Int) ([]byte, error) {
	return attestationGate.abi.Pack("status", policyId, epoch, nullifier)
}

// UnpackStatus is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe2eebf7f.
//
// Solidity: function status(bytes32 policyId, uint16 epoch, uint256 nullifier) view returns(uint8)
func (attestationGate *AttestationGate) UnpackStatus(data []byte) (uint8, error) {
	out, err := attestationGate.abi.Unpack("status", data)
	if err != nil {
		return *new(uint8), err
	}
	out0 := *abi.ConvertType(out[0], new(uint8)).(*uint8)
	return out0, nil
}

// PackSubmit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x59059388.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function submit(bytes32 policyId, uint16 epoch, (uint256,address,uint64,bytes,bytes) answer) returns()
func (attestationGate *AttestationGate) PackSubmit(policyId [32]byte, epoch uint16, answer IAttestationGateAnswer) []byte {
	enc, err := attestationGate.abi.Pack("submit", policyId, epoch, answer)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSubmit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x59059388.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function submit(bytes32 policyId, uint16 epoch, (uint256,address,uint64,bytes,bytes) answer) returns()
func (attestationGate *AttestationGate) TryPackSubmit(policyId [32]byte, epoch uint16, answer IAttestationGateAnswer) ([]byte, error) {
	return attestationGate.abi.Pack("submit", policyId, epoch, answer)
}

// PackSubmitBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc329e5f2.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function submitBatch(bytes32 policyId, uint16 epoch, (uint256,address,uint64,bytes,bytes)[] answers) returns(uint256 accepted)
func (attestationGate *AttestationGate) PackSubmitBatch(policyId [32]byte, epoch uint16, answers []IAttestationGateAnswer) []byte {
	enc, err := attestationGate.abi.Pack("submitBatch", policyId, epoch, answers)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSubmitBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc329e5f2.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function submitBatch(bytes32 policyId, uint16 epoch, (uint256,address,uint64,bytes,bytes)[] answers) returns(uint256 accepted)
func (attestationGate *AttestationGate) TryPackSubmitBatch(policyId [32]byte, epoch uint16, answers []IAttestationGateAnswer) ([]byte, error) {
	return attestationGate.abi.Pack("submitBatch", policyId, epoch, answers)
}

// UnpackSubmitBatch is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc329e5f2.
//
// Solidity: function submitBatch(bytes32 policyId, uint16 epoch, (uint256,address,uint64,bytes,bytes)[] answers) returns(uint256 accepted)
func (attestationGate *AttestationGate) UnpackSubmitBatch(data []byte) (*big.Int, error) {
	out, err := attestationGate.abi.Unpack("submitBatch", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (attestationGate *AttestationGate) PackSupportsInterface(interfaceId [4]byte) []byte {
	enc, err := attestationGate.abi.Pack("supportsInterface", interfaceId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (attestationGate *AttestationGate) TryPackSupportsInterface(interfaceId [4]byte) ([]byte, error) {
	return attestationGate.abi.Pack("supportsInterface", interfaceId)
}

// UnpackSupportsInterface is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x01ffc9a7.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (attestationGate *AttestationGate) UnpackSupportsInterface(data []byte) (bool, error) {
	out, err := attestationGate.abi.Unpack("supportsInterface", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// AttestationGateAccepted represents a Accepted event raised by the AttestationGate contract.
type AttestationGateAccepted struct {
	PolicyId  [32]byte
	Epoch     uint16
	Nullifier *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const AttestationGateAcceptedEventName = "Accepted"

// ContractEventName returns the user-defined event name.
func (AttestationGateAccepted) ContractEventName() string {
	return AttestationGateAcceptedEventName
}

// UnpackAcceptedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Accepted(bytes32 indexed policyId, uint16 indexed epoch, uint256 indexed nullifier)
func (attestationGate *AttestationGate) UnpackAcceptedEvent(log *types.Log) (*AttestationGateAccepted, error) {
	event := "Accepted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != attestationGate.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AttestationGateAccepted)
	if len(log.Data) > 0 {
		if err := attestationGate.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range attestationGate.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (attestationGate *AttestationGate) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], attestationGate.abi.Errors["BatchMemberInvalid"].ID.Bytes()[:4]) {
		return attestationGate.UnpackBatchMemberInvalidError(raw[4:])
	}
	if bytes.Equal(raw[:4], attestationGate.abi.Errors["BatchSize"].ID.Bytes()[:4]) {
		return attestationGate.UnpackBatchSizeError(raw[4:])
	}
	if bytes.Equal(raw[:4], attestationGate.abi.Errors["DeadlinePassed"].ID.Bytes()[:4]) {
		return attestationGate.UnpackDeadlinePassedError(raw[4:])
	}
	if bytes.Equal(raw[:4], attestationGate.abi.Errors["IssuersNotActive"].ID.Bytes()[:4]) {
		return attestationGate.UnpackIssuersNotActiveError(raw[4:])
	}
	if bytes.Equal(raw[:4], attestationGate.abi.Errors["NullifierOutOfRange"].ID.Bytes()[:4]) {
		return attestationGate.UnpackNullifierOutOfRangeError(raw[4:])
	}
	if bytes.Equal(raw[:4], attestationGate.abi.Errors["NullifierUsed"].ID.Bytes()[:4]) {
		return attestationGate.UnpackNullifierUsedError(raw[4:])
	}
	if bytes.Equal(raw[:4], attestationGate.abi.Errors["PolicyIsClosed"].ID.Bytes()[:4]) {
		return attestationGate.UnpackPolicyIsClosedError(raw[4:])
	}
	if bytes.Equal(raw[:4], attestationGate.abi.Errors["ProofLength"].ID.Bytes()[:4]) {
		return attestationGate.UnpackProofLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], attestationGate.abi.Errors["RecipientZero"].ID.Bytes()[:4]) {
		return attestationGate.UnpackRecipientZeroError(raw[4:])
	}
	if bytes.Equal(raw[:4], attestationGate.abi.Errors["SubmissionsClosed"].ID.Bytes()[:4]) {
		return attestationGate.UnpackSubmissionsClosedError(raw[4:])
	}
	if bytes.Equal(raw[:4], attestationGate.abi.Errors["WrongContract"].ID.Bytes()[:4]) {
		return attestationGate.UnpackWrongContractError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// AttestationGateBatchMemberInvalid represents a BatchMemberInvalid error raised by the AttestationGate contract.
type AttestationGateBatchMemberInvalid struct {
	Index *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BatchMemberInvalid(uint256 index)
func AttestationGateBatchMemberInvalidErrorID() common.Hash {
	return common.HexToHash("0x4ded90182c343b1d31d69616fb322d2d56fa6d6607a06e41f13b6c0988e713ba")
}

// UnpackBatchMemberInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BatchMemberInvalid(uint256 index)
func (attestationGate *AttestationGate) UnpackBatchMemberInvalidError(raw []byte) (*AttestationGateBatchMemberInvalid, error) {
	out := new(AttestationGateBatchMemberInvalid)
	if err := attestationGate.abi.UnpackIntoInterface(out, "BatchMemberInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AttestationGateBatchSize represents a BatchSize error raised by the AttestationGate contract.
type AttestationGateBatchSize struct {
	Size *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BatchSize(uint256 size)
func AttestationGateBatchSizeErrorID() common.Hash {
	return common.HexToHash("0x3e06105a4d5b471765e9078f56be602c552b5e5ef2d85843cb10d218ae2d9822")
}

// UnpackBatchSizeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BatchSize(uint256 size)
func (attestationGate *AttestationGate) UnpackBatchSizeError(raw []byte) (*AttestationGateBatchSize, error) {
	out := new(AttestationGateBatchSize)
	if err := attestationGate.abi.UnpackIntoInterface(out, "BatchSize", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AttestationGateDeadlinePassed represents a DeadlinePassed error raised by the AttestationGate contract.
type AttestationGateDeadlinePassed struct {
	Deadline uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error DeadlinePassed(uint64 deadline)
func AttestationGateDeadlinePassedErrorID() common.Hash {
	return common.HexToHash("0x6768091307d5da213ba3ac1392311a935d1607f1020232ee01d118de33b68661")
}

// UnpackDeadlinePassedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error DeadlinePassed(uint64 deadline)
func (attestationGate *AttestationGate) UnpackDeadlinePassedError(raw []byte) (*AttestationGateDeadlinePassed, error) {
	out := new(AttestationGateDeadlinePassed)
	if err := attestationGate.abi.UnpackIntoInterface(out, "DeadlinePassed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AttestationGateIssuersNotActive represents a IssuersNotActive error raised by the AttestationGate contract.
type AttestationGateIssuersNotActive struct {
	Issuers *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error IssuersNotActive(uint256 issuers)
func AttestationGateIssuersNotActiveErrorID() common.Hash {
	return common.HexToHash("0xa74db361f8f818f8c5efce395f2ba90770e4a8bda807e02cdd3841537219bbe9")
}

// UnpackIssuersNotActiveError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error IssuersNotActive(uint256 issuers)
func (attestationGate *AttestationGate) UnpackIssuersNotActiveError(raw []byte) (*AttestationGateIssuersNotActive, error) {
	out := new(AttestationGateIssuersNotActive)
	if err := attestationGate.abi.UnpackIntoInterface(out, "IssuersNotActive", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AttestationGateNullifierOutOfRange represents a NullifierOutOfRange error raised by the AttestationGate contract.
type AttestationGateNullifierOutOfRange struct {
	Nullifier *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NullifierOutOfRange(uint256 nullifier)
func AttestationGateNullifierOutOfRangeErrorID() common.Hash {
	return common.HexToHash("0xc53ade2b0bd5ca753c2156f131d9a5deef2239ecca0f88481ac30ddf3b7a58ba")
}

// UnpackNullifierOutOfRangeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NullifierOutOfRange(uint256 nullifier)
func (attestationGate *AttestationGate) UnpackNullifierOutOfRangeError(raw []byte) (*AttestationGateNullifierOutOfRange, error) {
	out := new(AttestationGateNullifierOutOfRange)
	if err := attestationGate.abi.UnpackIntoInterface(out, "NullifierOutOfRange", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AttestationGateNullifierUsed represents a NullifierUsed error raised by the AttestationGate contract.
type AttestationGateNullifierUsed struct {
	Nullifier *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NullifierUsed(uint256 nullifier)
func AttestationGateNullifierUsedErrorID() common.Hash {
	return common.HexToHash("0x49dad0e89c31a259d3e177fa5c4bb23dfb7bfbc2afce873328262a97dd392778")
}

// UnpackNullifierUsedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NullifierUsed(uint256 nullifier)
func (attestationGate *AttestationGate) UnpackNullifierUsedError(raw []byte) (*AttestationGateNullifierUsed, error) {
	out := new(AttestationGateNullifierUsed)
	if err := attestationGate.abi.UnpackIntoInterface(out, "NullifierUsed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AttestationGatePolicyIsClosed represents a PolicyIsClosed error raised by the AttestationGate contract.
type AttestationGatePolicyIsClosed struct {
	PolicyId [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PolicyIsClosed(bytes32 policyId)
func AttestationGatePolicyIsClosedErrorID() common.Hash {
	return common.HexToHash("0xb5678ab57564bef5e4bfebc44e6ba73af0e691bf704ae4c0a1568ad643c3e540")
}

// UnpackPolicyIsClosedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PolicyIsClosed(bytes32 policyId)
func (attestationGate *AttestationGate) UnpackPolicyIsClosedError(raw []byte) (*AttestationGatePolicyIsClosed, error) {
	out := new(AttestationGatePolicyIsClosed)
	if err := attestationGate.abi.UnpackIntoInterface(out, "PolicyIsClosed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AttestationGateProofLength represents a ProofLength error raised by the AttestationGate contract.
type AttestationGateProofLength struct {
	Length *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ProofLength(uint256 length)
func AttestationGateProofLengthErrorID() common.Hash {
	return common.HexToHash("0x988aaeab89d73952d6f6c6eacde6249321e29225672cdd7fc166b3c31027c4ec")
}

// UnpackProofLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ProofLength(uint256 length)
func (attestationGate *AttestationGate) UnpackProofLengthError(raw []byte) (*AttestationGateProofLength, error) {
	out := new(AttestationGateProofLength)
	if err := attestationGate.abi.UnpackIntoInterface(out, "ProofLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AttestationGateRecipientZero represents a RecipientZero error raised by the AttestationGate contract.
type AttestationGateRecipientZero struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RecipientZero()
func AttestationGateRecipientZeroErrorID() common.Hash {
	return common.HexToHash("0x3d9eb1dbb21c8b22e32a3040fd7a054e2dadb6d68deb395aad0fa2f18ab85c49")
}

// UnpackRecipientZeroError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RecipientZero()
func (attestationGate *AttestationGate) UnpackRecipientZeroError(raw []byte) (*AttestationGateRecipientZero, error) {
	out := new(AttestationGateRecipientZero)
	if err := attestationGate.abi.UnpackIntoInterface(out, "RecipientZero", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AttestationGateSubmissionsClosed represents a SubmissionsClosed error raised by the AttestationGate contract.
type AttestationGateSubmissionsClosed struct {
	SubmitUntil uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SubmissionsClosed(uint64 submitUntil)
func AttestationGateSubmissionsClosedErrorID() common.Hash {
	return common.HexToHash("0x60e8ecbfd33183b111ca44703b0b3659c50c82738834e6bc841c12911a1ed2ff")
}

// UnpackSubmissionsClosedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SubmissionsClosed(uint64 submitUntil)
func (attestationGate *AttestationGate) UnpackSubmissionsClosedError(raw []byte) (*AttestationGateSubmissionsClosed, error) {
	out := new(AttestationGateSubmissionsClosed)
	if err := attestationGate.abi.UnpackIntoInterface(out, "SubmissionsClosed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AttestationGateWrongContract represents a WrongContract error raised by the AttestationGate contract.
type AttestationGateWrongContract struct {
	Given common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongContract(address given)
func AttestationGateWrongContractErrorID() common.Hash {
	return common.HexToHash("0xe4dd3fe11dee2c3e004a3742531e06ed7c7aabac70b389be55050c9e43298ce7")
}

// UnpackWrongContractError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongContract(address given)
func (attestationGate *AttestationGate) UnpackWrongContractError(raw []byte) (*AttestationGateWrongContract, error) {
	out := new(AttestationGateWrongContract)
	if err := attestationGate.abi.UnpackIntoInterface(out, "WrongContract", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ConsentRegistryMetaData contains all meta data concerning the ConsentRegistry contract.
var ConsentRegistryMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"validUntil\",\"type\":\"uint64\"}],\"name\":\"ConsentExpired\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"participant\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"policy\",\"type\":\"bytes32\"}],\"name\":\"ConsentIsWithdrawn\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"participant\",\"type\":\"address\"}],\"name\":\"ConsentSignature\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidShortString\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"string\",\"name\":\"str\",\"type\":\"string\"}],\"name\":\"StringTooLong\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"participant\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"policy\",\"type\":\"bytes32\"}],\"name\":\"ConsentWithdrawn\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[],\"name\":\"EIP712DomainChanged\",\"type\":\"event\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"participant\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"policy\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"purpose\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"validUntil\",\"type\":\"uint64\"}],\"internalType\":\"structIConsentRegistry.Consent\",\"name\":\"consent\",\"type\":\"tuple\"}],\"name\":\"consentDigest\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"eip712Domain\",\"outputs\":[{\"internalType\":\"bytes1\",\"name\":\"fields\",\"type\":\"bytes1\"},{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"version\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"verifyingContract\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"},{\"internalType\":\"uint256[]\",\"name\":\"extensions\",\"type\":\"uint256[]\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"participant\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"policy\",\"type\":\"bytes32\"}],\"name\":\"isWithdrawn\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"participant\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"policy\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"purpose\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"validUntil\",\"type\":\"uint64\"}],\"internalType\":\"structIConsentRegistry.Consent\",\"name\":\"consent\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"requireConsent\",\"outputs\":[],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes4\",\"name\":\"interfaceId\",\"type\":\"bytes4\"}],\"name\":\"supportsInterface\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policy\",\"type\":\"bytes32\"}],\"name\":\"withdraw\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"participant\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"policy\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"validUntil\",\"type\":\"uint64\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"withdrawFor\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"participant\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"policy\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"validUntil\",\"type\":\"uint64\"}],\"name\":\"withdrawalDigest\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "ConsentRegistry",
}

// ConsentRegistry is an auto generated Go binding around an Ethereum contract.
type ConsentRegistry struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *ConsentRegistry) GetABI() abi.ABI {
	return c.abi
}

// NewConsentRegistry creates a new instance of ConsentRegistry.
func NewConsentRegistry() *ConsentRegistry {
	parsed, err := ConsentRegistryMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &ConsentRegistry{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *ConsentRegistry) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConsentDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x04a7d47d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function consentDigest((address,bytes32,uint16,uint256,bytes32,uint64) consent) view returns(bytes32)
func (consentRegistry *ConsentRegistry) PackConsentDigest(consent IConsentRegistryConsent) []byte {
	enc, err := consentRegistry.abi.Pack("consentDigest", consent)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackConsentDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x04a7d47d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function consentDigest((address,bytes32,uint16,uint256,bytes32,uint64) consent) view returns(bytes32)
func (consentRegistry *ConsentRegistry) TryPackConsentDigest(consent IConsentRegistryConsent) ([]byte, error) {
	return consentRegistry.abi.Pack("consentDigest", consent)
}

// UnpackConsentDigest is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x04a7d47d.
//
// Solidity: function consentDigest((address,bytes32,uint16,uint256,bytes32,uint64) consent) view returns(bytes32)
func (consentRegistry *ConsentRegistry) UnpackConsentDigest(data []byte) ([32]byte, error) {
	out, err := consentRegistry.abi.Unpack("consentDigest", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackEip712Domain is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x84b0196e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (consentRegistry *ConsentRegistry) PackEip712Domain() []byte {
	enc, err := consentRegistry.abi.Pack("eip712Domain")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEip712Domain is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x84b0196e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (consentRegistry *ConsentRegistry) TryPackEip712Domain() ([]byte, error) {
	return consentRegistry.abi.Pack("eip712Domain")
}

// Eip712DomainOutput serves as a container for the return parameters of contract
// method Eip712Domain.
type Eip712DomainOutput struct {
	Fields            [1]byte
	Name              string
	Version           string
	ChainId           *big.Int
	VerifyingContract common.Address
	Salt              [32]byte
	Extensions        []*big.Int
}

// UnpackEip712Domain is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x84b0196e.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (consentRegistry *ConsentRegistry) UnpackEip712Domain(data []byte) (Eip712DomainOutput, error) {
	out, err := consentRegistry.abi.Unpack("eip712Domain", data)
	outstruct := new(Eip712DomainOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Fields = *abi.ConvertType(out[0], new([1]byte)).(*[1]byte)
	outstruct.Name = *abi.ConvertType(out[1], new(string)).(*string)
	outstruct.Version = *abi.ConvertType(out[2], new(string)).(*string)
	outstruct.ChainId = abi.ConvertType(out[3], new(big.Int)).(*big.Int)
	outstruct.VerifyingContract = *abi.ConvertType(out[4], new(common.Address)).(*common.Address)
	outstruct.Salt = *abi.ConvertType(out[5], new([32]byte)).(*[32]byte)
	outstruct.Extensions = *abi.ConvertType(out[6], new([]*big.Int)).(*[]*big.Int)
	return *outstruct, nil
}

// PackIsWithdrawn is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6bd3794e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isWithdrawn(address participant, bytes32 policy) view returns(bool)
func (consentRegistry *ConsentRegistry) PackIsWithdrawn(participant common.Address, policy [32]byte) []byte {
	enc, err := consentRegistry.abi.Pack("isWithdrawn", participant, policy)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsWithdrawn is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6bd3794e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isWithdrawn(address participant, bytes32 policy) view returns(bool)
func (consentRegistry *ConsentRegistry) TryPackIsWithdrawn(participant common.Address, policy [32]byte) ([]byte, error) {
	return consentRegistry.abi.Pack("isWithdrawn", participant, policy)
}

// UnpackIsWithdrawn is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6bd3794e.
//
// Solidity: function isWithdrawn(address participant, bytes32 policy) view returns(bool)
func (consentRegistry *ConsentRegistry) UnpackIsWithdrawn(data []byte) (bool, error) {
	out, err := consentRegistry.abi.Unpack("isWithdrawn", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackRequireConsent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe6e37663.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function requireConsent((address,bytes32,uint16,uint256,bytes32,uint64) consent, bytes signature) view returns()
func (consentRegistry *ConsentRegistry) PackRequireConsent(consent IConsentRegistryConsent, signature []byte) []byte {
	enc, err := consentRegistry.abi.Pack("requireConsent", consent, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRequireConsent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe6e37663.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function requireConsent((address,bytes32,uint16,uint256,bytes32,uint64) consent, bytes signature) view returns()
func (consentRegistry *ConsentRegistry) TryPackRequireConsent(consent IConsentRegistryConsent, signature []byte) ([]byte, error) {
	return consentRegistry.abi.Pack("requireConsent", consent, signature)
}

// PackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (consentRegistry *ConsentRegistry) PackSupportsInterface(interfaceId [4]byte) []byte {
	enc, err := consentRegistry.abi.Pack("supportsInterface", interfaceId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (consentRegistry *ConsentRegistry) TryPackSupportsInterface(interfaceId [4]byte) ([]byte, error) {
	return consentRegistry.abi.Pack("supportsInterface", interfaceId)
}

// UnpackSupportsInterface is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x01ffc9a7.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (consentRegistry *ConsentRegistry) UnpackSupportsInterface(data []byte) (bool, error) {
	out, err := consentRegistry.abi.Unpack("supportsInterface", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8e19899e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdraw(bytes32 policy) returns()
func (consentRegistry *ConsentRegistry) PackWithdraw(policy [32]byte) []byte {
	enc, err := consentRegistry.abi.Pack("withdraw", policy)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8e19899e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdraw(bytes32 policy) returns()
func (consentRegistry *ConsentRegistry) TryPackWithdraw(policy [32]byte) ([]byte, error) {
	return consentRegistry.abi.Pack("withdraw", policy)
}

// PackWithdrawFor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x02320684.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdrawFor(address participant, bytes32 policy, uint64 validUntil, bytes signature) returns()
func (consentRegistry *ConsentRegistry) PackWithdrawFor(participant common.Address, policy [32]byte, validUntil uint64, signature []byte) []byte {
	enc, err := consentRegistry.abi.Pack("withdrawFor", participant, policy, validUntil, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdrawFor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x02320684.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdrawFor(address participant, bytes32 policy, uint64 validUntil, bytes signature) returns()
func (consentRegistry *ConsentRegistry) TryPackWithdrawFor(participant common.Address, policy [32]byte, validUntil uint64, signature []byte) ([]byte, error) {
	return consentRegistry.abi.Pack("withdrawFor", participant, policy, validUntil, signature)
}

// PackWithdrawalDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x96f49982.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdrawalDigest(address participant, bytes32 policy, uint64 validUntil) view returns(bytes32)
func (consentRegistry *ConsentRegistry) PackWithdrawalDigest(participant common.Address, policy [32]byte, validUntil uint64) []byte {
	enc, err := consentRegistry.abi.Pack("withdrawalDigest", participant, policy, validUntil)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdrawalDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x96f49982.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdrawalDigest(address participant, bytes32 policy, uint64 validUntil) view returns(bytes32)
func (consentRegistry *ConsentRegistry) TryPackWithdrawalDigest(participant common.Address, policy [32]byte, validUntil uint64) ([]byte, error) {
	return consentRegistry.abi.Pack("withdrawalDigest", participant, policy, validUntil)
}

// UnpackWithdrawalDigest is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x96f49982.
//
// Solidity: function withdrawalDigest(address participant, bytes32 policy, uint64 validUntil) view returns(bytes32)
func (consentRegistry *ConsentRegistry) UnpackWithdrawalDigest(data []byte) ([32]byte, error) {
	out, err := consentRegistry.abi.Unpack("withdrawalDigest", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// ConsentRegistryConsentWithdrawn represents a ConsentWithdrawn event raised by the ConsentRegistry contract.
type ConsentRegistryConsentWithdrawn struct {
	Participant common.Address
	Policy      [32]byte
	Raw         *types.Log // Blockchain specific contextual infos
}

const ConsentRegistryConsentWithdrawnEventName = "ConsentWithdrawn"

// ContractEventName returns the user-defined event name.
func (ConsentRegistryConsentWithdrawn) ContractEventName() string {
	return ConsentRegistryConsentWithdrawnEventName
}

// UnpackConsentWithdrawnEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ConsentWithdrawn(address indexed participant, bytes32 indexed policy)
func (consentRegistry *ConsentRegistry) UnpackConsentWithdrawnEvent(log *types.Log) (*ConsentRegistryConsentWithdrawn, error) {
	event := "ConsentWithdrawn"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != consentRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ConsentRegistryConsentWithdrawn)
	if len(log.Data) > 0 {
		if err := consentRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range consentRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ConsentRegistryEIP712DomainChanged represents a EIP712DomainChanged event raised by the ConsentRegistry contract.
type ConsentRegistryEIP712DomainChanged struct {
	Raw *types.Log // Blockchain specific contextual infos
}

const ConsentRegistryEIP712DomainChangedEventName = "EIP712DomainChanged"

// ContractEventName returns the user-defined event name.
func (ConsentRegistryEIP712DomainChanged) ContractEventName() string {
	return ConsentRegistryEIP712DomainChangedEventName
}

// UnpackEIP712DomainChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event EIP712DomainChanged()
func (consentRegistry *ConsentRegistry) UnpackEIP712DomainChangedEvent(log *types.Log) (*ConsentRegistryEIP712DomainChanged, error) {
	event := "EIP712DomainChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != consentRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ConsentRegistryEIP712DomainChanged)
	if len(log.Data) > 0 {
		if err := consentRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range consentRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (consentRegistry *ConsentRegistry) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], consentRegistry.abi.Errors["ConsentExpired"].ID.Bytes()[:4]) {
		return consentRegistry.UnpackConsentExpiredError(raw[4:])
	}
	if bytes.Equal(raw[:4], consentRegistry.abi.Errors["ConsentIsWithdrawn"].ID.Bytes()[:4]) {
		return consentRegistry.UnpackConsentIsWithdrawnError(raw[4:])
	}
	if bytes.Equal(raw[:4], consentRegistry.abi.Errors["ConsentSignature"].ID.Bytes()[:4]) {
		return consentRegistry.UnpackConsentSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], consentRegistry.abi.Errors["InvalidShortString"].ID.Bytes()[:4]) {
		return consentRegistry.UnpackInvalidShortStringError(raw[4:])
	}
	if bytes.Equal(raw[:4], consentRegistry.abi.Errors["StringTooLong"].ID.Bytes()[:4]) {
		return consentRegistry.UnpackStringTooLongError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// ConsentRegistryConsentExpired represents a ConsentExpired error raised by the ConsentRegistry contract.
type ConsentRegistryConsentExpired struct {
	ValidUntil uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ConsentExpired(uint64 validUntil)
func ConsentRegistryConsentExpiredErrorID() common.Hash {
	return common.HexToHash("0x1d11e007d4b2e22f6212e3503fe445c24e96c93438de1f90be65ee3067814418")
}

// UnpackConsentExpiredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ConsentExpired(uint64 validUntil)
func (consentRegistry *ConsentRegistry) UnpackConsentExpiredError(raw []byte) (*ConsentRegistryConsentExpired, error) {
	out := new(ConsentRegistryConsentExpired)
	if err := consentRegistry.abi.UnpackIntoInterface(out, "ConsentExpired", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ConsentRegistryConsentIsWithdrawn represents a ConsentIsWithdrawn error raised by the ConsentRegistry contract.
type ConsentRegistryConsentIsWithdrawn struct {
	Participant common.Address
	Policy      [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ConsentIsWithdrawn(address participant, bytes32 policy)
func ConsentRegistryConsentIsWithdrawnErrorID() common.Hash {
	return common.HexToHash("0x3beb06422be2350cc7fb909dd99f62030f86cb185a4ea766c657a2f8a1b5147d")
}

// UnpackConsentIsWithdrawnError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ConsentIsWithdrawn(address participant, bytes32 policy)
func (consentRegistry *ConsentRegistry) UnpackConsentIsWithdrawnError(raw []byte) (*ConsentRegistryConsentIsWithdrawn, error) {
	out := new(ConsentRegistryConsentIsWithdrawn)
	if err := consentRegistry.abi.UnpackIntoInterface(out, "ConsentIsWithdrawn", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ConsentRegistryConsentSignature represents a ConsentSignature error raised by the ConsentRegistry contract.
type ConsentRegistryConsentSignature struct {
	Participant common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ConsentSignature(address participant)
func ConsentRegistryConsentSignatureErrorID() common.Hash {
	return common.HexToHash("0x9fa76739bc5690168457208af76f4fd14b6cef6536e116643819b2f5649557c9")
}

// UnpackConsentSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ConsentSignature(address participant)
func (consentRegistry *ConsentRegistry) UnpackConsentSignatureError(raw []byte) (*ConsentRegistryConsentSignature, error) {
	out := new(ConsentRegistryConsentSignature)
	if err := consentRegistry.abi.UnpackIntoInterface(out, "ConsentSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ConsentRegistryInvalidShortString represents a InvalidShortString error raised by the ConsentRegistry contract.
type ConsentRegistryInvalidShortString struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidShortString()
func ConsentRegistryInvalidShortStringErrorID() common.Hash {
	return common.HexToHash("0xb3512b0c6163e5f0bafab72bb631b9d58cd7a731b082f910338aa21c83d5c274")
}

// UnpackInvalidShortStringError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidShortString()
func (consentRegistry *ConsentRegistry) UnpackInvalidShortStringError(raw []byte) (*ConsentRegistryInvalidShortString, error) {
	out := new(ConsentRegistryInvalidShortString)
	if err := consentRegistry.abi.UnpackIntoInterface(out, "InvalidShortString", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ConsentRegistryStringTooLong represents a StringTooLong error raised by the ConsentRegistry contract.
type ConsentRegistryStringTooLong struct {
	Str string
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error StringTooLong(string str)
func ConsentRegistryStringTooLongErrorID() common.Hash {
	return common.HexToHash("0x305a27a93f8e33b7392df0a0f91d6fc63847395853c45991eec52dbf24d72381")
}

// UnpackStringTooLongError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error StringTooLong(string str)
func (consentRegistry *ConsentRegistry) UnpackStringTooLongError(raw []byte) (*ConsentRegistryStringTooLong, error) {
	out := new(ConsentRegistryStringTooLong)
	if err := consentRegistry.abi.UnpackIntoInterface(out, "StringTooLong", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DemoTokenMetaData contains all meta data concerning the DemoToken contract.
var DemoTokenMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"holder\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"supply\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"allowance\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"needed\",\"type\":\"uint256\"}],\"name\":\"ERC20InsufficientAllowance\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"balance\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"needed\",\"type\":\"uint256\"}],\"name\":\"ERC20InsufficientBalance\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"approver\",\"type\":\"address\"}],\"name\":\"ERC20InvalidApprover\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"}],\"name\":\"ERC20InvalidReceiver\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"}],\"name\":\"ERC20InvalidSender\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"}],\"name\":\"ERC20InvalidSpender\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"Approval\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"Transfer\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"}],\"name\":\"allowance\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"approve\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"balanceOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"decimals\",\"outputs\":[{\"internalType\":\"uint8\",\"name\":\"\",\"type\":\"uint8\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"name\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"symbol\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"totalSupply\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"transfer\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"transferFrom\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "DemoToken",
}

// DemoToken is an auto generated Go binding around an Ethereum contract.
type DemoToken struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *DemoToken) GetABI() abi.ABI {
	return c.abi
}

// NewDemoToken creates a new instance of DemoToken.
func NewDemoToken() *DemoToken {
	parsed, err := DemoTokenMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &DemoToken{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *DemoToken) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address holder, uint256 supply) returns()
func (demoToken *DemoToken) PackConstructor(holder common.Address, supply *big.Int) []byte {
	enc, err := demoToken.abi.Pack("", holder, supply)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdd62ed3e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function allowance(address owner, address spender) view returns(uint256)
func (demoToken *DemoToken) PackAllowance(owner common.Address, spender common.Address) []byte {
	enc, err := demoToken.abi.Pack("allowance", owner, spender)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdd62ed3e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function allowance(address owner, address spender) view returns(uint256)
func (demoToken *DemoToken) TryPackAllowance(owner common.Address, spender common.Address) ([]byte, error) {
	return demoToken.abi.Pack("allowance", owner, spender)
}

// UnpackAllowance is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdd62ed3e.
//
// Solidity: function allowance(address owner, address spender) view returns(uint256)
func (demoToken *DemoToken) UnpackAllowance(data []byte) (*big.Int, error) {
	out, err := demoToken.abi.Unpack("allowance", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x095ea7b3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function approve(address spender, uint256 value) returns(bool)
func (demoToken *DemoToken) PackApprove(spender common.Address, value *big.Int) []byte {
	enc, err := demoToken.abi.Pack("approve", spender, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x095ea7b3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function approve(address spender, uint256 value) returns(bool)
func (demoToken *DemoToken) TryPackApprove(spender common.Address, value *big.Int) ([]byte, error) {
	return demoToken.abi.Pack("approve", spender, value)
}

// UnpackApprove is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x095ea7b3.
//
// Solidity: function approve(address spender, uint256 value) returns(bool)
func (demoToken *DemoToken) UnpackApprove(data []byte) (bool, error) {
	out, err := demoToken.abi.Unpack("approve", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (demoToken *DemoToken) PackBalanceOf(account common.Address) []byte {
	enc, err := demoToken.abi.Pack("balanceOf", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (demoToken *DemoToken) TryPackBalanceOf(account common.Address) ([]byte, error) {
	return demoToken.abi.Pack("balanceOf", account)
}

// UnpackBalanceOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x70a08231.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (demoToken *DemoToken) UnpackBalanceOf(data []byte) (*big.Int, error) {
	out, err := demoToken.abi.Unpack("balanceOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDecimals is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x313ce567.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function decimals() view returns(uint8)
func (demoToken *DemoToken) PackDecimals() []byte {
	enc, err := demoToken.abi.Pack("decimals")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDecimals is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x313ce567.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function decimals() view returns(uint8)
func (demoToken *DemoToken) TryPackDecimals() ([]byte, error) {
	return demoToken.abi.Pack("decimals")
}

// UnpackDecimals is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x313ce567.
//
// Solidity: function decimals() view returns(uint8)
func (demoToken *DemoToken) UnpackDecimals(data []byte) (uint8, error) {
	out, err := demoToken.abi.Unpack("decimals", data)
	if err != nil {
		return *new(uint8), err
	}
	out0 := *abi.ConvertType(out[0], new(uint8)).(*uint8)
	return out0, nil
}

// PackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function name() view returns(string)
func (demoToken *DemoToken) PackName() []byte {
	enc, err := demoToken.abi.Pack("name")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function name() view returns(string)
func (demoToken *DemoToken) TryPackName() ([]byte, error) {
	return demoToken.abi.Pack("name")
}

// UnpackName is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x06fdde03.
//
// Solidity: function name() view returns(string)
func (demoToken *DemoToken) UnpackName(data []byte) (string, error) {
	out, err := demoToken.abi.Unpack("name", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackSymbol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95d89b41.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function symbol() view returns(string)
func (demoToken *DemoToken) PackSymbol() []byte {
	enc, err := demoToken.abi.Pack("symbol")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSymbol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95d89b41.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function symbol() view returns(string)
func (demoToken *DemoToken) TryPackSymbol() ([]byte, error) {
	return demoToken.abi.Pack("symbol")
}

// UnpackSymbol is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x95d89b41.
//
// Solidity: function symbol() view returns(string)
func (demoToken *DemoToken) UnpackSymbol(data []byte) (string, error) {
	out, err := demoToken.abi.Unpack("symbol", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackTotalSupply is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x18160ddd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function totalSupply() view returns(uint256)
func (demoToken *DemoToken) PackTotalSupply() []byte {
	enc, err := demoToken.abi.Pack("totalSupply")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTotalSupply is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x18160ddd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function totalSupply() view returns(uint256)
func (demoToken *DemoToken) TryPackTotalSupply() ([]byte, error) {
	return demoToken.abi.Pack("totalSupply")
}

// UnpackTotalSupply is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x18160ddd.
//
// Solidity: function totalSupply() view returns(uint256)
func (demoToken *DemoToken) UnpackTotalSupply(data []byte) (*big.Int, error) {
	out, err := demoToken.abi.Unpack("totalSupply", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackTransfer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa9059cbb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (demoToken *DemoToken) PackTransfer(to common.Address, value *big.Int) []byte {
	enc, err := demoToken.abi.Pack("transfer", to, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransfer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa9059cbb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (demoToken *DemoToken) TryPackTransfer(to common.Address, value *big.Int) ([]byte, error) {
	return demoToken.abi.Pack("transfer", to, value)
}

// UnpackTransfer is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa9059cbb.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (demoToken *DemoToken) UnpackTransfer(data []byte) (bool, error) {
	out, err := demoToken.abi.Unpack("transfer", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (demoToken *DemoToken) PackTransferFrom(from common.Address, to common.Address, value *big.Int) []byte {
	enc, err := demoToken.abi.Pack("transferFrom", from, to, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (demoToken *DemoToken) TryPackTransferFrom(from common.Address, to common.Address, value *big.Int) ([]byte, error) {
	return demoToken.abi.Pack("transferFrom", from, to, value)
}

// UnpackTransferFrom is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x23b872dd.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (demoToken *DemoToken) UnpackTransferFrom(data []byte) (bool, error) {
	out, err := demoToken.abi.Unpack("transferFrom", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// DemoTokenApproval represents a Approval event raised by the DemoToken contract.
type DemoTokenApproval struct {
	Owner   common.Address
	Spender common.Address
	Value   *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const DemoTokenApprovalEventName = "Approval"

// ContractEventName returns the user-defined event name.
func (DemoTokenApproval) ContractEventName() string {
	return DemoTokenApprovalEventName
}

// UnpackApprovalEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Approval(address indexed owner, address indexed spender, uint256 value)
func (demoToken *DemoToken) UnpackApprovalEvent(log *types.Log) (*DemoTokenApproval, error) {
	event := "Approval"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != demoToken.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DemoTokenApproval)
	if len(log.Data) > 0 {
		if err := demoToken.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range demoToken.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DemoTokenTransfer represents a Transfer event raised by the DemoToken contract.
type DemoTokenTransfer struct {
	From  common.Address
	To    common.Address
	Value *big.Int
	Raw   *types.Log // Blockchain specific contextual infos
}

const DemoTokenTransferEventName = "Transfer"

// ContractEventName returns the user-defined event name.
func (DemoTokenTransfer) ContractEventName() string {
	return DemoTokenTransferEventName
}

// UnpackTransferEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Transfer(address indexed from, address indexed to, uint256 value)
func (demoToken *DemoToken) UnpackTransferEvent(log *types.Log) (*DemoTokenTransfer, error) {
	event := "Transfer"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != demoToken.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DemoTokenTransfer)
	if len(log.Data) > 0 {
		if err := demoToken.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range demoToken.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (demoToken *DemoToken) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], demoToken.abi.Errors["ERC20InsufficientAllowance"].ID.Bytes()[:4]) {
		return demoToken.UnpackERC20InsufficientAllowanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], demoToken.abi.Errors["ERC20InsufficientBalance"].ID.Bytes()[:4]) {
		return demoToken.UnpackERC20InsufficientBalanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], demoToken.abi.Errors["ERC20InvalidApprover"].ID.Bytes()[:4]) {
		return demoToken.UnpackERC20InvalidApproverError(raw[4:])
	}
	if bytes.Equal(raw[:4], demoToken.abi.Errors["ERC20InvalidReceiver"].ID.Bytes()[:4]) {
		return demoToken.UnpackERC20InvalidReceiverError(raw[4:])
	}
	if bytes.Equal(raw[:4], demoToken.abi.Errors["ERC20InvalidSender"].ID.Bytes()[:4]) {
		return demoToken.UnpackERC20InvalidSenderError(raw[4:])
	}
	if bytes.Equal(raw[:4], demoToken.abi.Errors["ERC20InvalidSpender"].ID.Bytes()[:4]) {
		return demoToken.UnpackERC20InvalidSpenderError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// DemoTokenERC20InsufficientAllowance represents a ERC20InsufficientAllowance error raised by the DemoToken contract.
type DemoTokenERC20InsufficientAllowance struct {
	Spender   common.Address
	Allowance *big.Int
	Needed    *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)
func DemoTokenERC20InsufficientAllowanceErrorID() common.Hash {
	return common.HexToHash("0xfb8f41b23e99d2101d86da76cdfa87dd51c82ed07d3cb62cbc473e469dbc75c3")
}

// UnpackERC20InsufficientAllowanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)
func (demoToken *DemoToken) UnpackERC20InsufficientAllowanceError(raw []byte) (*DemoTokenERC20InsufficientAllowance, error) {
	out := new(DemoTokenERC20InsufficientAllowance)
	if err := demoToken.abi.UnpackIntoInterface(out, "ERC20InsufficientAllowance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DemoTokenERC20InsufficientBalance represents a ERC20InsufficientBalance error raised by the DemoToken contract.
type DemoTokenERC20InsufficientBalance struct {
	Sender  common.Address
	Balance *big.Int
	Needed  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)
func DemoTokenERC20InsufficientBalanceErrorID() common.Hash {
	return common.HexToHash("0xe450d38cd8d9f7d95077d567d60ed49c7254716e6ad08fc9872816c97e0ffec6")
}

// UnpackERC20InsufficientBalanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)
func (demoToken *DemoToken) UnpackERC20InsufficientBalanceError(raw []byte) (*DemoTokenERC20InsufficientBalance, error) {
	out := new(DemoTokenERC20InsufficientBalance)
	if err := demoToken.abi.UnpackIntoInterface(out, "ERC20InsufficientBalance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DemoTokenERC20InvalidApprover represents a ERC20InvalidApprover error raised by the DemoToken contract.
type DemoTokenERC20InvalidApprover struct {
	Approver common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidApprover(address approver)
func DemoTokenERC20InvalidApproverErrorID() common.Hash {
	return common.HexToHash("0xe602df05cc75712490294c6c104ab7c17f4030363910a7a2626411c6d3118847")
}

// UnpackERC20InvalidApproverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidApprover(address approver)
func (demoToken *DemoToken) UnpackERC20InvalidApproverError(raw []byte) (*DemoTokenERC20InvalidApprover, error) {
	out := new(DemoTokenERC20InvalidApprover)
	if err := demoToken.abi.UnpackIntoInterface(out, "ERC20InvalidApprover", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DemoTokenERC20InvalidReceiver represents a ERC20InvalidReceiver error raised by the DemoToken contract.
type DemoTokenERC20InvalidReceiver struct {
	Receiver common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidReceiver(address receiver)
func DemoTokenERC20InvalidReceiverErrorID() common.Hash {
	return common.HexToHash("0xec442f055133b72f3b2f9f0bb351c406b178527de2040a7d1feb4e058771f613")
}

// UnpackERC20InvalidReceiverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidReceiver(address receiver)
func (demoToken *DemoToken) UnpackERC20InvalidReceiverError(raw []byte) (*DemoTokenERC20InvalidReceiver, error) {
	out := new(DemoTokenERC20InvalidReceiver)
	if err := demoToken.abi.UnpackIntoInterface(out, "ERC20InvalidReceiver", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DemoTokenERC20InvalidSender represents a ERC20InvalidSender error raised by the DemoToken contract.
type DemoTokenERC20InvalidSender struct {
	Sender common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidSender(address sender)
func DemoTokenERC20InvalidSenderErrorID() common.Hash {
	return common.HexToHash("0x96c6fd1edd0cd6ef7ff0ecc0facdf53148dc0048b57fe58af65755250a7a96bd")
}

// UnpackERC20InvalidSenderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidSender(address sender)
func (demoToken *DemoToken) UnpackERC20InvalidSenderError(raw []byte) (*DemoTokenERC20InvalidSender, error) {
	out := new(DemoTokenERC20InvalidSender)
	if err := demoToken.abi.UnpackIntoInterface(out, "ERC20InvalidSender", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DemoTokenERC20InvalidSpender represents a ERC20InvalidSpender error raised by the DemoToken contract.
type DemoTokenERC20InvalidSpender struct {
	Spender common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidSpender(address spender)
func DemoTokenERC20InvalidSpenderErrorID() common.Hash {
	return common.HexToHash("0x94280d62c347d8d9f4d59a76ea321452406db88df38e0c9da304f58b57b373a2")
}

// UnpackERC20InvalidSpenderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidSpender(address spender)
func (demoToken *DemoToken) UnpackERC20InvalidSpenderError(raw []byte) (*DemoTokenERC20InvalidSpender, error) {
	out := new(DemoTokenERC20InvalidSpender)
	if err := demoToken.abi.UnpackIntoInterface(out, "ERC20InvalidSpender", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EASPublisherMetaData contains all meta data concerning the EASPublisher contract.
var EASPublisherMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"contractIAttestationGate\",\"name\":\"gate_\",\"type\":\"address\"},{\"internalType\":\"contractIEAS\",\"name\":\"eas_\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"AlreadyPublished\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"NotPublished\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"},{\"internalType\":\"enumIAttestationGate.Status\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"RecordCounts\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"},{\"internalType\":\"enumIAttestationGate.Status\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"RecordNotValid\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"uid\",\"type\":\"bytes32\"}],\"name\":\"Published\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"uid\",\"type\":\"bytes32\"}],\"name\":\"Retracted\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"SCHEMA\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"eas\",\"outputs\":[{\"internalType\":\"contractIEAS\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"gate\",\"outputs\":[{\"internalType\":\"contractIAttestationGate\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"publish\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"uid\",\"type\":\"bytes32\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"retract\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"schemaUid\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes4\",\"name\":\"interfaceId\",\"type\":\"bytes4\"}],\"name\":\"supportsInterface\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"uidOf\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "EASPublisher",
}

// EASPublisher is an auto generated Go binding around an Ethereum contract.
type EASPublisher struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *EASPublisher) GetABI() abi.ABI {
	return c.abi
}

// NewEASPublisher creates a new instance of EASPublisher.
func NewEASPublisher() *EASPublisher {
	parsed, err := EASPublisherMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &EASPublisher{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *EASPublisher) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address gate_, address eas_) returns()
func (eASPublisher *EASPublisher) PackConstructor(gate_ common.Address, eas_ common.Address) []byte {
	enc, err := eASPublisher.abi.Pack("", gate_, eas_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackSCHEMA is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb4a8b1b8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function SCHEMA() view returns(string)
func (eASPublisher *EASPublisher) PackSCHEMA() []byte {
	enc, err := eASPublisher.abi.Pack("SCHEMA")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSCHEMA is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb4a8b1b8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function SCHEMA() view returns(string)
func (eASPublisher *EASPublisher) TryPackSCHEMA() ([]byte, error) {
	return eASPublisher.abi.Pack("SCHEMA")
}

// UnpackSCHEMA is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb4a8b1b8.
//
// Solidity: function SCHEMA() view returns(string)
func (eASPublisher *EASPublisher) UnpackSCHEMA(data []byte) (string, error) {
	out, err := eASPublisher.abi.Unpack("SCHEMA", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackEas is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8150864d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function eas() view returns(address)
func (eASPublisher *EASPublisher) PackEas() []byte {
	enc, err := eASPublisher.abi.Pack("eas")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEas is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8150864d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function eas() view returns(address)
func (eASPublisher *EASPublisher) TryPackEas() ([]byte, error) {
	return eASPublisher.abi.Pack("eas")
}

// UnpackEas is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8150864d.
//
// Solidity: function eas() view returns(address)
func (eASPublisher *EASPublisher) UnpackEas(data []byte) (common.Address, error) {
	out, err := eASPublisher.abi.Unpack("eas", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackGate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a0ebc88.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function gate() view returns(address)
func (eASPublisher *EASPublisher) PackGate() []byte {
	enc, err := eASPublisher.abi.Pack("gate")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a0ebc88.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function gate() view returns(address)
func (eASPublisher *EASPublisher) TryPackGate() ([]byte, error) {
	return eASPublisher.abi.Pack("gate")
}

// UnpackGate is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7a0ebc88.
//
// Solidity: function gate() view returns(address)
func (eASPublisher *EASPublisher) UnpackGate(data []byte) (common.Address, error) {
	out, err := eASPublisher.abi.Unpack("gate", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackPublish is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xca31bcea.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function publish(bytes32 policyId, uint16 epoch, uint256 nullifier) returns(bytes32 uid)
func (eASPublisher *EASPublisher) PackPublish(policyId [32]byte, epoch uint16, nullifier *big.Int) []byte {
	enc, err := eASPublisher.abi.Pack("publish", policyId, epoch, nullifier)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPublish is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xca31bcea.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function publish(bytes32 policyId, uint16 epoch, uint256 nullifier) returns(bytes32 uid)
func (eASPublisher *EASPublisher) TryPackPublish(policyId [32]byte, epoch uint16, nullifier *big.Int) ([]byte, error) {
	return eASPublisher.abi.Pack("publish", policyId, epoch, nullifier)
}

// UnpackPublish is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xca31bcea.
//
// Solidity: function publish(bytes32 policyId, uint16 epoch, uint256 nullifier) returns(bytes32 uid)
func (eASPublisher *EASPublisher) UnpackPublish(data []byte) ([32]byte, error) {
	out, err := eASPublisher.abi.Unpack("publish", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackRetract is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xee44d77e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function retract(bytes32 policyId, uint16 epoch, uint256 nullifier) returns()
func (eASPublisher *EASPublisher) PackRetract(policyId [32]byte, epoch uint16, nullifier *big.Int) []byte {
	enc, err := eASPublisher.abi.Pack("retract", policyId, epoch, nullifier)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRetract is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xee44d77e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function retract(bytes32 policyId, uint16 epoch, uint256 nullifier) returns()
func (eASPublisher *EASPublisher) TryPackRetract(policyId [32]byte, epoch uint16, nullifier *big.Int) ([]byte, error) {
	return eASPublisher.abi.Pack("retract", policyId, epoch, nullifier)
}

// PackSchemaUid is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7f726118.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function schemaUid() view returns(bytes32)
func (eASPublisher *EASPublisher) PackSchemaUid() []byte {
	enc, err := eASPublisher.abi.Pack("schemaUid")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSchemaUid is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7f726118.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function schemaUid() view returns(bytes32)
func (eASPublisher *EASPublisher) TryPackSchemaUid() ([]byte, error) {
	return eASPublisher.abi.Pack("schemaUid")
}

// UnpackSchemaUid is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7f726118.
//
// Solidity: function schemaUid() view returns(bytes32)
func (eASPublisher *EASPublisher) UnpackSchemaUid(data []byte) ([32]byte, error) {
	out, err := eASPublisher.abi.Unpack("schemaUid", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (eASPublisher *EASPublisher) PackSupportsInterface(interfaceId [4]byte) []byte {
	enc, err := eASPublisher.abi.Pack("supportsInterface", interfaceId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (eASPublisher *EASPublisher) TryPackSupportsInterface(interfaceId [4]byte) ([]byte, error) {
	return eASPublisher.abi.Pack("supportsInterface", interfaceId)
}

// UnpackSupportsInterface is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x01ffc9a7.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (eASPublisher *EASPublisher) UnpackSupportsInterface(data []byte) (bool, error) {
	out, err := eASPublisher.abi.Unpack("supportsInterface", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackUidOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdaa17319.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function uidOf(bytes32 policyId, uint16 epoch, uint256 nullifier) view returns(bytes32)
func (eASPublisher *EASPublisher) PackUidOf(policyId [32]byte, epoch uint16, nullifier *big.Int) []byte {
	enc, err := eASPublisher.abi.Pack("uidOf", policyId, epoch, nullifier)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUidOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdaa17319.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function uidOf(bytes32 policyId, uint16 epoch, uint256 nullifier) view returns(bytes32)
func (eASPublisher *EASPublisher) TryPackUidOf(policyId [32]byte, epoch uint16, nullifier *big.Int) ([]byte, error) {
	return eASPublisher.abi.Pack("uidOf", policyId, epoch, nullifier)
}

// UnpackUidOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdaa17319.
//
// Solidity: function uidOf(bytes32 policyId, uint16 epoch, uint256 nullifier) view returns(bytes32)
func (eASPublisher *EASPublisher) UnpackUidOf(data []byte) ([32]byte, error) {
	out, err := eASPublisher.abi.Unpack("uidOf", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// EASPublisherPublished represents a Published event raised by the EASPublisher contract.
type EASPublisherPublished struct {
	PolicyId  [32]byte
	Epoch     uint16
	Nullifier *big.Int
	Uid       [32]byte
	Raw       *types.Log // Blockchain specific contextual infos
}

const EASPublisherPublishedEventName = "Published"

// ContractEventName returns the user-defined event name.
func (EASPublisherPublished) ContractEventName() string {
	return EASPublisherPublishedEventName
}

// UnpackPublishedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Published(bytes32 indexed policyId, uint16 indexed epoch, uint256 indexed nullifier, bytes32 uid)
func (eASPublisher *EASPublisher) UnpackPublishedEvent(log *types.Log) (*EASPublisherPublished, error) {
	event := "Published"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eASPublisher.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EASPublisherPublished)
	if len(log.Data) > 0 {
		if err := eASPublisher.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eASPublisher.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EASPublisherRetracted represents a Retracted event raised by the EASPublisher contract.
type EASPublisherRetracted struct {
	PolicyId  [32]byte
	Epoch     uint16
	Nullifier *big.Int
	Uid       [32]byte
	Raw       *types.Log // Blockchain specific contextual infos
}

const EASPublisherRetractedEventName = "Retracted"

// ContractEventName returns the user-defined event name.
func (EASPublisherRetracted) ContractEventName() string {
	return EASPublisherRetractedEventName
}

// UnpackRetractedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Retracted(bytes32 indexed policyId, uint16 indexed epoch, uint256 indexed nullifier, bytes32 uid)
func (eASPublisher *EASPublisher) UnpackRetractedEvent(log *types.Log) (*EASPublisherRetracted, error) {
	event := "Retracted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eASPublisher.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EASPublisherRetracted)
	if len(log.Data) > 0 {
		if err := eASPublisher.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eASPublisher.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (eASPublisher *EASPublisher) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], eASPublisher.abi.Errors["AlreadyPublished"].ID.Bytes()[:4]) {
		return eASPublisher.UnpackAlreadyPublishedError(raw[4:])
	}
	if bytes.Equal(raw[:4], eASPublisher.abi.Errors["NotPublished"].ID.Bytes()[:4]) {
		return eASPublisher.UnpackNotPublishedError(raw[4:])
	}
	if bytes.Equal(raw[:4], eASPublisher.abi.Errors["RecordCounts"].ID.Bytes()[:4]) {
		return eASPublisher.UnpackRecordCountsError(raw[4:])
	}
	if bytes.Equal(raw[:4], eASPublisher.abi.Errors["RecordNotValid"].ID.Bytes()[:4]) {
		return eASPublisher.UnpackRecordNotValidError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// EASPublisherAlreadyPublished represents a AlreadyPublished error raised by the EASPublisher contract.
type EASPublisherAlreadyPublished struct {
	Nullifier *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyPublished(uint256 nullifier)
func EASPublisherAlreadyPublishedErrorID() common.Hash {
	return common.HexToHash("0x388c3267c13a1623eb704525b0be5d88d207fef3c8f019a15b049e1cb7c1d423")
}

// UnpackAlreadyPublishedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyPublished(uint256 nullifier)
func (eASPublisher *EASPublisher) UnpackAlreadyPublishedError(raw []byte) (*EASPublisherAlreadyPublished, error) {
	out := new(EASPublisherAlreadyPublished)
	if err := eASPublisher.abi.UnpackIntoInterface(out, "AlreadyPublished", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EASPublisherNotPublished represents a NotPublished error raised by the EASPublisher contract.
type EASPublisherNotPublished struct {
	Nullifier *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotPublished(uint256 nullifier)
func EASPublisherNotPublishedErrorID() common.Hash {
	return common.HexToHash("0x1a6837c98721a4af357e54ad2b43c69dcf91a90f5e17fa2258c857a4728d08f1")
}

// UnpackNotPublishedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotPublished(uint256 nullifier)
func (eASPublisher *EASPublisher) UnpackNotPublishedError(raw []byte) (*EASPublisherNotPublished, error) {
	out := new(EASPublisherNotPublished)
	if err := eASPublisher.abi.UnpackIntoInterface(out, "NotPublished", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EASPublisherRecordCounts represents a RecordCounts error raised by the EASPublisher contract.
type EASPublisherRecordCounts struct {
	Nullifier *big.Int
	Status    uint8
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RecordCounts(uint256 nullifier, uint8 status)
func EASPublisherRecordCountsErrorID() common.Hash {
	return common.HexToHash("0x8219885c78de31bbb901186e8e1d106838892f40bc6c0421030a40f5c7cacbcf")
}

// UnpackRecordCountsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RecordCounts(uint256 nullifier, uint8 status)
func (eASPublisher *EASPublisher) UnpackRecordCountsError(raw []byte) (*EASPublisherRecordCounts, error) {
	out := new(EASPublisherRecordCounts)
	if err := eASPublisher.abi.UnpackIntoInterface(out, "RecordCounts", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EASPublisherRecordNotValid represents a RecordNotValid error raised by the EASPublisher contract.
type EASPublisherRecordNotValid struct {
	Nullifier *big.Int
	Status    uint8
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RecordNotValid(uint256 nullifier, uint8 status)
func EASPublisherRecordNotValidErrorID() common.Hash {
	return common.HexToHash("0xe0fe3207a027d7ffe89a67d885c4a3ae856f50fb7f644518881b051c9c0cf481")
}

// UnpackRecordNotValidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RecordNotValid(uint256 nullifier, uint8 status)
func (eASPublisher *EASPublisher) UnpackRecordNotValidError(raw []byte) (*EASPublisherRecordNotValid, error) {
	out := new(EASPublisherRecordNotValid)
	if err := eASPublisher.abi.UnpackIntoInterface(out, "RecordNotValid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Groth16CommitmentVerifierMetaData contains all meta data concerning the Groth16CommitmentVerifier contract.
var Groth16CommitmentVerifierMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"circuitId_\",\"type\":\"bytes32\"},{\"internalType\":\"uint256[36]\",\"name\":\"key\",\"type\":\"uint256[36]\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"size\",\"type\":\"uint256\"}],\"name\":\"BatchSize\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"share\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"needed\",\"type\":\"uint256\"}],\"name\":\"GasTooLow\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"word\",\"type\":\"uint256\"}],\"name\":\"KeyPointInvalid\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"word\",\"type\":\"uint256\"}],\"name\":\"KeyPointIsGenerator\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"word\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"otherWord\",\"type\":\"uint256\"}],\"name\":\"KeyPointsRelated\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ProofInvalid\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"length\",\"type\":\"uint256\"}],\"name\":\"ProofLength\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"PublicInputNotInField\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"MAX_BATCH\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"circuitId\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes\",\"name\":\"proofs\",\"type\":\"bytes\"},{\"internalType\":\"uint256[5][]\",\"name\":\"inputs\",\"type\":\"uint256[5][]\"}],\"name\":\"firstInvalid\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"fivePairs\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"keyHash\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes4\",\"name\":\"interfaceId\",\"type\":\"bytes4\"}],\"name\":\"supportsInterface\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"pure\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes\",\"name\":\"proofs\",\"type\":\"bytes\"},{\"internalType\":\"uint256[5][]\",\"name\":\"inputs\",\"type\":\"uint256[5][]\"}],\"name\":\"verifyBatch\",\"outputs\":[],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes\",\"name\":\"proof\",\"type\":\"bytes\"},{\"internalType\":\"uint256[5]\",\"name\":\"input\",\"type\":\"uint256[5]\"}],\"name\":\"verifyProof\",\"outputs\":[],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "Groth16CommitmentVerifier",
}

// Groth16CommitmentVerifier is an auto generated Go binding around an Ethereum contract.
type Groth16CommitmentVerifier struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Groth16CommitmentVerifier) GetABI() abi.ABI {
	return c.abi
}

// NewGroth16CommitmentVerifier creates a new instance of Groth16CommitmentVerifier.
func NewGroth16CommitmentVerifier() *Groth16CommitmentVerifier {
	parsed, err := Groth16CommitmentVerifierMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Groth16CommitmentVerifier{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Groth16CommitmentVerifier) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(bytes32 circuitId_, uint256[36] key) returns()
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) PackConstructor(circuitId_ [32]byte, key [36]*big.Int) []byte {
	enc, err := groth16CommitmentVerifier.abi.Pack("", circuitId_, key)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackMAXBATCH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x950bff9f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_BATCH() view returns(uint256)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) PackMAXBATCH() []byte {
	enc, err := groth16CommitmentVerifier.abi.Pack("MAX_BATCH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXBATCH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x950bff9f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_BATCH() view returns(uint256)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) TryPackMAXBATCH() ([]byte, error) {
	return groth16CommitmentVerifier.abi.Pack("MAX_BATCH")
}

// UnpackMAXBATCH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x950bff9f.
//
// Solidity: function MAX_BATCH() view returns(uint256)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) UnpackMAXBATCH(data []byte) (*big.Int, error) {
	out, err := groth16CommitmentVerifier.abi.Unpack("MAX_BATCH", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackCircuitId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x030c9d5c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function circuitId() view returns(bytes32)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) PackCircuitId() []byte {
	enc, err := groth16CommitmentVerifier.abi.Pack("circuitId")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCircuitId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x030c9d5c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function circuitId() view returns(bytes32)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) TryPackCircuitId() ([]byte, error) {
	return groth16CommitmentVerifier.abi.Pack("circuitId")
}

// UnpackCircuitId is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x030c9d5c.
//
// Solidity: function circuitId() view returns(bytes32)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) UnpackCircuitId(data []byte) ([32]byte, error) {
	out, err := groth16CommitmentVerifier.abi.Unpack("circuitId", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackFirstInvalid is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x35a53f1c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function firstInvalid(bytes proofs, uint256[5][] inputs) view returns(uint256)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) PackFirstInvalid(proofs []byte, inputs [][5]*big.Int) []byte {
	enc, err := groth16CommitmentVerifier.abi.Pack("firstInvalid", proofs, inputs)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFirstInvalid is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x35a53f1c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function firstInvalid(bytes proofs, uint256[5][] inputs) view returns(uint256)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) TryPackFirstInvalid(proofs []byte, inputs [][5]*big.Int) ([]byte, error) {
	return groth16CommitmentVerifier.abi.Pack("firstInvalid", proofs, inputs)
}

// UnpackFirstInvalid is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x35a53f1c.
//
// Solidity: function firstInvalid(bytes proofs, uint256[5][] inputs) view returns(uint256)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) UnpackFirstInvalid(data []byte) (*big.Int, error) {
	out, err := groth16CommitmentVerifier.abi.Unpack("firstInvalid", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackFivePairs is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd4643fb5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function fivePairs() view returns(bool)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) PackFivePairs() []byte {
	enc, err := groth16CommitmentVerifier.abi.Pack("fivePairs")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFivePairs is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd4643fb5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function fivePairs() view returns(bool)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) TryPackFivePairs() ([]byte, error) {
	return groth16CommitmentVerifier.abi.Pack("fivePairs")
}

// UnpackFivePairs is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd4643fb5.
//
// Solidity: function fivePairs() view returns(bool)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) UnpackFivePairs(data []byte) (bool, error) {
	out, err := groth16CommitmentVerifier.abi.Unpack("fivePairs", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackKeyHash is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x61728f39.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function keyHash() view returns(bytes32)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) PackKeyHash() []byte {
	enc, err := groth16CommitmentVerifier.abi.Pack("keyHash")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackKeyHash is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x61728f39.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function keyHash() view returns(bytes32)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) TryPackKeyHash() ([]byte, error) {
	return groth16CommitmentVerifier.abi.Pack("keyHash")
}

// UnpackKeyHash is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x61728f39.
//
// Solidity: function keyHash() view returns(bytes32)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) UnpackKeyHash(data []byte) ([32]byte, error) {
	out, err := groth16CommitmentVerifier.abi.Unpack("keyHash", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function supportsInterface(bytes4 interfaceId) pure returns(bool)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) PackSupportsInterface(interfaceId [4]byte) []byte {
	enc, err := groth16CommitmentVerifier.abi.Pack("supportsInterface", interfaceId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function supportsInterface(bytes4 interfaceId) pure returns(bool)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) TryPackSupportsInterface(interfaceId [4]byte) ([]byte, error) {
	return groth16CommitmentVerifier.abi.Pack("supportsInterface", interfaceId)
}

// UnpackSupportsInterface is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x01ffc9a7.
//
// Solidity: function supportsInterface(bytes4 interfaceId) pure returns(bool)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) UnpackSupportsInterface(data []byte) (bool, error) {
	out, err := groth16CommitmentVerifier.abi.Unpack("supportsInterface", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackVerifyBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ec8f7f5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function verifyBatch(bytes proofs, uint256[5][] inputs) view returns()
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) PackVerifyBatch(proofs []byte, inputs [][5]*big.Int) []byte {
	enc, err := groth16CommitmentVerifier.abi.Pack("verifyBatch", proofs, inputs)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackVerifyBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ec8f7f5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function verifyBatch(bytes proofs, uint256[5][] inputs) view returns()
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) TryPackVerifyBatch(proofs []byte, inputs [][5]*big.Int) ([]byte, error) {
	return groth16CommitmentVerifier.abi.Pack("verifyBatch", proofs, inputs)
}

// PackVerifyProof is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2be688d4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function verifyProof(bytes proof, uint256[5] input) view returns()
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) PackVerifyProof(proof []byte, input [5]*big.Int) []byte {
	enc, err := groth16CommitmentVerifier.abi.Pack("verifyProof", proof, input)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackVerifyProof is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2be688d4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function verifyProof(bytes proof, uint256[5] input) view returns()
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) TryPackVerifyProof(proof []byte, input [5]*big.Int) ([]byte, error) {
	return groth16CommitmentVerifier.abi.Pack("verifyProof", proof, input)
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], groth16CommitmentVerifier.abi.Errors["BatchSize"].ID.Bytes()[:4]) {
		return groth16CommitmentVerifier.UnpackBatchSizeError(raw[4:])
	}
	if bytes.Equal(raw[:4], groth16CommitmentVerifier.abi.Errors["GasTooLow"].ID.Bytes()[:4]) {
		return groth16CommitmentVerifier.UnpackGasTooLowError(raw[4:])
	}
	if bytes.Equal(raw[:4], groth16CommitmentVerifier.abi.Errors["KeyPointInvalid"].ID.Bytes()[:4]) {
		return groth16CommitmentVerifier.UnpackKeyPointInvalidError(raw[4:])
	}
	if bytes.Equal(raw[:4], groth16CommitmentVerifier.abi.Errors["KeyPointIsGenerator"].ID.Bytes()[:4]) {
		return groth16CommitmentVerifier.UnpackKeyPointIsGeneratorError(raw[4:])
	}
	if bytes.Equal(raw[:4], groth16CommitmentVerifier.abi.Errors["KeyPointsRelated"].ID.Bytes()[:4]) {
		return groth16CommitmentVerifier.UnpackKeyPointsRelatedError(raw[4:])
	}
	if bytes.Equal(raw[:4], groth16CommitmentVerifier.abi.Errors["ProofInvalid"].ID.Bytes()[:4]) {
		return groth16CommitmentVerifier.UnpackProofInvalidError(raw[4:])
	}
	if bytes.Equal(raw[:4], groth16CommitmentVerifier.abi.Errors["ProofLength"].ID.Bytes()[:4]) {
		return groth16CommitmentVerifier.UnpackProofLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], groth16CommitmentVerifier.abi.Errors["PublicInputNotInField"].ID.Bytes()[:4]) {
		return groth16CommitmentVerifier.UnpackPublicInputNotInFieldError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// Groth16CommitmentVerifierBatchSize represents a BatchSize error raised by the Groth16CommitmentVerifier contract.
type Groth16CommitmentVerifierBatchSize struct {
	Size *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BatchSize(uint256 size)
func Groth16CommitmentVerifierBatchSizeErrorID() common.Hash {
	return common.HexToHash("0x3e06105a4d5b471765e9078f56be602c552b5e5ef2d85843cb10d218ae2d9822")
}

// UnpackBatchSizeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BatchSize(uint256 size)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) UnpackBatchSizeError(raw []byte) (*Groth16CommitmentVerifierBatchSize, error) {
	out := new(Groth16CommitmentVerifierBatchSize)
	if err := groth16CommitmentVerifier.abi.UnpackIntoInterface(out, "BatchSize", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Groth16CommitmentVerifierGasTooLow represents a GasTooLow error raised by the Groth16CommitmentVerifier contract.
type Groth16CommitmentVerifierGasTooLow struct {
	Share  *big.Int
	Needed *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error GasTooLow(uint256 share, uint256 needed)
func Groth16CommitmentVerifierGasTooLowErrorID() common.Hash {
	return common.HexToHash("0xfe336aa757579ad0bdb72f1c5ecae2146b025e5012ca769b982721477d1d6e1c")
}

// UnpackGasTooLowError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error GasTooLow(uint256 share, uint256 needed)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) UnpackGasTooLowError(raw []byte) (*Groth16CommitmentVerifierGasTooLow, error) {
	out := new(Groth16CommitmentVerifierGasTooLow)
	if err := groth16CommitmentVerifier.abi.UnpackIntoInterface(out, "GasTooLow", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Groth16CommitmentVerifierKeyPointInvalid represents a KeyPointInvalid error raised by the Groth16CommitmentVerifier contract.
type Groth16CommitmentVerifierKeyPointInvalid struct {
	Word *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error KeyPointInvalid(uint256 word)
func Groth16CommitmentVerifierKeyPointInvalidErrorID() common.Hash {
	return common.HexToHash("0xf849076b9e30032cdc600ad155475ff4b84ab22472e73b0439efe8d988706875")
}

// UnpackKeyPointInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error KeyPointInvalid(uint256 word)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) UnpackKeyPointInvalidError(raw []byte) (*Groth16CommitmentVerifierKeyPointInvalid, error) {
	out := new(Groth16CommitmentVerifierKeyPointInvalid)
	if err := groth16CommitmentVerifier.abi.UnpackIntoInterface(out, "KeyPointInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Groth16CommitmentVerifierKeyPointIsGenerator represents a KeyPointIsGenerator error raised by the Groth16CommitmentVerifier contract.
type Groth16CommitmentVerifierKeyPointIsGenerator struct {
	Word *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error KeyPointIsGenerator(uint256 word)
func Groth16CommitmentVerifierKeyPointIsGeneratorErrorID() common.Hash {
	return common.HexToHash("0x550f5dd3f755f3d6a59691a95d9d41280ed1de2a0fcadefba2d47a954dd4b803")
}

// UnpackKeyPointIsGeneratorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error KeyPointIsGenerator(uint256 word)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) UnpackKeyPointIsGeneratorError(raw []byte) (*Groth16CommitmentVerifierKeyPointIsGenerator, error) {
	out := new(Groth16CommitmentVerifierKeyPointIsGenerator)
	if err := groth16CommitmentVerifier.abi.UnpackIntoInterface(out, "KeyPointIsGenerator", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Groth16CommitmentVerifierKeyPointsRelated represents a KeyPointsRelated error raised by the Groth16CommitmentVerifier contract.
type Groth16CommitmentVerifierKeyPointsRelated struct {
	Word      *big.Int
	OtherWord *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error KeyPointsRelated(uint256 word, uint256 otherWord)
func Groth16CommitmentVerifierKeyPointsRelatedErrorID() common.Hash {
	return common.HexToHash("0x435ed528a6f50970f158edacbf8b0cb24921c8ddd46467a44b934c844c3b774f")
}

// UnpackKeyPointsRelatedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error KeyPointsRelated(uint256 word, uint256 otherWord)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) UnpackKeyPointsRelatedError(raw []byte) (*Groth16CommitmentVerifierKeyPointsRelated, error) {
	out := new(Groth16CommitmentVerifierKeyPointsRelated)
	if err := groth16CommitmentVerifier.abi.UnpackIntoInterface(out, "KeyPointsRelated", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Groth16CommitmentVerifierProofInvalid represents a ProofInvalid error raised by the Groth16CommitmentVerifier contract.
type Groth16CommitmentVerifierProofInvalid struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ProofInvalid()
func Groth16CommitmentVerifierProofInvalidErrorID() common.Hash {
	return common.HexToHash("0x7fcdd1f433fad06e243ebb12f415f49dc48f357e41b96f61f504279fe6bb2ac6")
}

// UnpackProofInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ProofInvalid()
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) UnpackProofInvalidError(raw []byte) (*Groth16CommitmentVerifierProofInvalid, error) {
	out := new(Groth16CommitmentVerifierProofInvalid)
	if err := groth16CommitmentVerifier.abi.UnpackIntoInterface(out, "ProofInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Groth16CommitmentVerifierProofLength represents a ProofLength error raised by the Groth16CommitmentVerifier contract.
type Groth16CommitmentVerifierProofLength struct {
	Length *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ProofLength(uint256 length)
func Groth16CommitmentVerifierProofLengthErrorID() common.Hash {
	return common.HexToHash("0x988aaeab89d73952d6f6c6eacde6249321e29225672cdd7fc166b3c31027c4ec")
}

// UnpackProofLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ProofLength(uint256 length)
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) UnpackProofLengthError(raw []byte) (*Groth16CommitmentVerifierProofLength, error) {
	out := new(Groth16CommitmentVerifierProofLength)
	if err := groth16CommitmentVerifier.abi.UnpackIntoInterface(out, "ProofLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// Groth16CommitmentVerifierPublicInputNotInField represents a PublicInputNotInField error raised by the Groth16CommitmentVerifier contract.
type Groth16CommitmentVerifierPublicInputNotInField struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PublicInputNotInField()
func Groth16CommitmentVerifierPublicInputNotInFieldErrorID() common.Hash {
	return common.HexToHash("0xa54f8e27d960b419368d544cd7616e10e384de098966aa60b80904dd31e7ab38")
}

// UnpackPublicInputNotInFieldError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PublicInputNotInField()
func (groth16CommitmentVerifier *Groth16CommitmentVerifier) UnpackPublicInputNotInFieldError(raw []byte) (*Groth16CommitmentVerifierPublicInputNotInField, error) {
	out := new(Groth16CommitmentVerifierPublicInputNotInField)
	if err := groth16CommitmentVerifier.abi.UnpackIntoInterface(out, "PublicInputNotInField", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// IssuerRegistryMetaData contains all meta data concerning the IssuerRegistry contract.
var IssuerRegistryMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner_\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"guardian_\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"root\",\"type\":\"uint256\"}],\"name\":\"IssuersAlreadyRevoked\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"root\",\"type\":\"uint256\"}],\"name\":\"IssuersKnown\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"root\",\"type\":\"uint256\"}],\"name\":\"IssuersOutOfRange\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"root\",\"type\":\"uint256\"}],\"name\":\"IssuersUnknown\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"validFrom\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"validUntil\",\"type\":\"uint64\"}],\"name\":\"IssuersWindow\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"NotGuardian\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"OwnableInvalidOwner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"OwnableUnauthorizedAccount\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"RenounceRefused\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"guardian\",\"type\":\"address\"}],\"name\":\"GuardianSet\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"root\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"validFrom\",\"type\":\"uint64\"},{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"validUntil\",\"type\":\"uint64\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"uri\",\"type\":\"string\"}],\"name\":\"IssuersAdded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"root\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"by\",\"type\":\"address\"}],\"name\":\"IssuersRevoked\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"previousOwner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"OwnershipTransferStarted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"previousOwner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"OwnershipTransferred\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"acceptOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"root\",\"type\":\"uint256\"},{\"internalType\":\"uint64\",\"name\":\"validFrom\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"validUntil\",\"type\":\"uint64\"},{\"internalType\":\"string\",\"name\":\"uri\",\"type\":\"string\"}],\"name\":\"add\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"guardian\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"root\",\"type\":\"uint256\"}],\"name\":\"isActive\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"root\",\"type\":\"uint256\"}],\"name\":\"issuerSet\",\"outputs\":[{\"components\":[{\"internalType\":\"uint64\",\"name\":\"validFrom\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"validUntil\",\"type\":\"uint64\"},{\"internalType\":\"bool\",\"name\":\"revoked\",\"type\":\"bool\"}],\"internalType\":\"structIIssuerRegistry.IssuerSet\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"owner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pendingOwner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"renounceOwnership\",\"outputs\":[],\"stateMutability\":\"pure\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"root\",\"type\":\"uint256\"}],\"name\":\"revoke\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"guardian_\",\"type\":\"address\"}],\"name\":\"setGuardian\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes4\",\"name\":\"interfaceId\",\"type\":\"bytes4\"}],\"name\":\"supportsInterface\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"transferOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "IssuerRegistry",
}

// IssuerRegistry is an auto generated Go binding around an Ethereum contract.
type IssuerRegistry struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *IssuerRegistry) GetABI() abi.ABI {
	return c.abi
}

// NewIssuerRegistry creates a new instance of IssuerRegistry.
func NewIssuerRegistry() *IssuerRegistry {
	parsed, err := IssuerRegistryMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &IssuerRegistry{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *IssuerRegistry) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address owner_, address guardian_) returns()
func (issuerRegistry *IssuerRegistry) PackConstructor(owner_ common.Address, guardian_ common.Address) []byte {
	enc, err := issuerRegistry.abi.Pack("", owner_, guardian_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackAcceptOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79ba5097.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function acceptOwnership() returns()
func (issuerRegistry *IssuerRegistry) PackAcceptOwnership() []byte {
	enc, err := issuerRegistry.abi.Pack("acceptOwnership")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAcceptOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79ba5097.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function acceptOwnership() returns()
func (issuerRegistry *IssuerRegistry) TryPackAcceptOwnership() ([]byte, error) {
	return issuerRegistry.abi.Pack("acceptOwnership")
}

// PackAdd is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdb1fe84f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function add(uint256 root, uint64 validFrom, uint64 validUntil, string uri) returns()
func (issuerRegistry *IssuerRegistry) PackAdd(root *big.Int, validFrom uint64, validUntil uint64, uri string) []byte {
	enc, err := issuerRegistry.abi.Pack("add", root, validFrom, validUntil, uri)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAdd is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdb1fe84f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function add(uint256 root, uint64 validFrom, uint64 validUntil, string uri) returns()
func (issuerRegistry *IssuerRegistry) TryPackAdd(root *big.Int, validFrom uint64, validUntil uint64, uri string) ([]byte, error) {
	return issuerRegistry.abi.Pack("add", root, validFrom, validUntil, uri)
}

// PackGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x452a9320.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function guardian() view returns(address)
func (issuerRegistry *IssuerRegistry) PackGuardian() []byte {
	enc, err := issuerRegistry.abi.Pack("guardian")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x452a9320.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function guardian() view returns(address)
func (issuerRegistry *IssuerRegistry) TryPackGuardian() ([]byte, error) {
	return issuerRegistry.abi.Pack("guardian")
}

// UnpackGuardian is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x452a9320.
//
// Solidity: function guardian() view returns(address)
func (issuerRegistry *IssuerRegistry) UnpackGuardian(data []byte) (common.Address, error) {
	out, err := issuerRegistry.abi.Unpack("guardian", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackIsActive is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x82afd23b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isActive(uint256 root) view returns(bool)
func (issuerRegistry *IssuerRegistry) PackIsActive(root *big.Int) []byte {
	enc, err := issuerRegistry.abi.Pack("isActive", root)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsActive is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x82afd23b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isActive(uint256 root) view returns(bool)
func (issuerRegistry *IssuerRegistry) TryPackIsActive(root *big.Int) ([]byte, error) {
	return issuerRegistry.abi.Pack("isActive", root)
}

// UnpackIsActive is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x82afd23b.
//
// Solidity: function isActive(uint256 root) view returns(bool)
func (issuerRegistry *IssuerRegistry) UnpackIsActive(data []byte) (bool, error) {
	out, err := issuerRegistry.abi.Unpack("isActive", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackIssuerSet is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x69d37494.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function issuerSet(uint256 root) view returns((uint64,uint64,bool))
func (issuerRegistry *IssuerRegistry) PackIssuerSet(root *big.Int) []byte {
	enc, err := issuerRegistry.abi.Pack("issuerSet", root)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIssuerSet is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x69d37494.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function issuerSet(uint256 root) view returns((uint64,uint64,bool))
func (issuerRegistry *IssuerRegistry) TryPackIssuerSet(root *big.Int) ([]byte, error) {
	return issuerRegistry.abi.Pack("issuerSet", root)
}

// UnpackIssuerSet is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x69d37494.
//
// Solidity: function issuerSet(uint256 root) view returns((uint64,uint64,bool))
func (issuerRegistry *IssuerRegistry) UnpackIssuerSet(data []byte) (IIssuerRegistryIssuerSet, error) {
	out, err := issuerRegistry.abi.Unpack("issuerSet", data)
	if err != nil {
		return *new(IIssuerRegistryIssuerSet), err
	}
	out0 := *abi.ConvertType(out[0], new(IIssuerRegistryIssuerSet)).(*IIssuerRegistryIssuerSet)
	return out0, nil
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (issuerRegistry *IssuerRegistry) PackOwner() []byte {
	enc, err := issuerRegistry.abi.Pack("owner")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owner() view returns(address)
func (issuerRegistry *IssuerRegistry) TryPackOwner() ([]byte, error) {
	return issuerRegistry.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (issuerRegistry *IssuerRegistry) UnpackOwner(data []byte) (common.Address, error) {
	out, err := issuerRegistry.abi.Unpack("owner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackPendingOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe30c3978.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pendingOwner() view returns(address)
func (issuerRegistry *IssuerRegistry) PackPendingOwner() []byte {
	enc, err := issuerRegistry.abi.Pack("pendingOwner")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPendingOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe30c3978.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pendingOwner() view returns(address)
func (issuerRegistry *IssuerRegistry) TryPackPendingOwner() ([]byte, error) {
	return issuerRegistry.abi.Pack("pendingOwner")
}

// UnpackPendingOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe30c3978.
//
// Solidity: function pendingOwner() view returns(address)
func (issuerRegistry *IssuerRegistry) UnpackPendingOwner(data []byte) (common.Address, error) {
	out, err := issuerRegistry.abi.Unpack("pendingOwner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackRenounceOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x715018a6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function renounceOwnership() pure returns()
func (issuerRegistry *IssuerRegistry) PackRenounceOwnership() []byte {
	enc, err := issuerRegistry.abi.Pack("renounceOwnership")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRenounceOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x715018a6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function renounceOwnership() pure returns()
func (issuerRegistry *IssuerRegistry) TryPackRenounceOwnership() ([]byte, error) {
	return issuerRegistry.abi.Pack("renounceOwnership")
}

// PackRevoke is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x20c5429b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function revoke(uint256 root) returns()
func (issuerRegistry *IssuerRegistry) PackRevoke(root *big.Int) []byte {
	enc, err := issuerRegistry.abi.Pack("revoke", root)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRevoke is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x20c5429b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function revoke(uint256 root) returns()
func (issuerRegistry *IssuerRegistry) TryPackRevoke(root *big.Int) ([]byte, error) {
	return issuerRegistry.abi.Pack("revoke", root)
}

// PackSetGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8a0dac4a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setGuardian(address guardian_) returns()
func (issuerRegistry *IssuerRegistry) PackSetGuardian(guardian common.Address) []byte {
	enc, err := issuerRegistry.abi.Pack("setGuardian", guardian)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8a0dac4a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setGuardian(address guardian_) returns()
func (issuerRegistry *IssuerRegistry) TryPackSetGuardian(guardian common.Address) ([]byte, error) {
	return issuerRegistry.abi.Pack("setGuardian", guardian)
}

// PackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (issuerRegistry *IssuerRegistry) PackSupportsInterface(interfaceId [4]byte) []byte {
	enc, err := issuerRegistry.abi.Pack("supportsInterface", interfaceId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (issuerRegistry *IssuerRegistry) TryPackSupportsInterface(interfaceId [4]byte) ([]byte, error) {
	return issuerRegistry.abi.Pack("supportsInterface", interfaceId)
}

// UnpackSupportsInterface is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x01ffc9a7.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (issuerRegistry *IssuerRegistry) UnpackSupportsInterface(data []byte) (bool, error) {
	out, err := issuerRegistry.abi.Unpack("supportsInterface", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (issuerRegistry *IssuerRegistry) PackTransferOwnership(newOwner common.Address) []byte {
	enc, err := issuerRegistry.abi.Pack("transferOwnership", newOwner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (issuerRegistry *IssuerRegistry) TryPackTransferOwnership(newOwner common.Address) ([]byte, error) {
	return issuerRegistry.abi.Pack("transferOwnership", newOwner)
}

// IssuerRegistryGuardianSet represents a GuardianSet event raised by the IssuerRegistry contract.
type IssuerRegistryGuardianSet struct {
	Guardian common.Address
	Raw      *types.Log // Blockchain specific contextual infos
}

const IssuerRegistryGuardianSetEventName = "GuardianSet"

// ContractEventName returns the user-defined event name.
func (IssuerRegistryGuardianSet) ContractEventName() string {
	return IssuerRegistryGuardianSetEventName
}

// UnpackGuardianSetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event GuardianSet(address indexed guardian)
func (issuerRegistry *IssuerRegistry) UnpackGuardianSetEvent(log *types.Log) (*IssuerRegistryGuardianSet, error) {
	event := "GuardianSet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != issuerRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(IssuerRegistryGuardianSet)
	if len(log.Data) > 0 {
		if err := issuerRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range issuerRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// IssuerRegistryIssuersAdded represents a IssuersAdded event raised by the IssuerRegistry contract.
type IssuerRegistryIssuersAdded struct {
	Root       *big.Int
	ValidFrom  uint64
	ValidUntil uint64
	Uri        string
	Raw        *types.Log // Blockchain specific contextual infos
}

const IssuerRegistryIssuersAddedEventName = "IssuersAdded"

// ContractEventName returns the user-defined event name.
func (IssuerRegistryIssuersAdded) ContractEventName() string {
	return IssuerRegistryIssuersAddedEventName
}

// UnpackIssuersAddedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event IssuersAdded(uint256 indexed root, uint64 validFrom, uint64 validUntil, string uri)
func (issuerRegistry *IssuerRegistry) UnpackIssuersAddedEvent(log *types.Log) (*IssuerRegistryIssuersAdded, error) {
	event := "IssuersAdded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != issuerRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(IssuerRegistryIssuersAdded)
	if len(log.Data) > 0 {
		if err := issuerRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range issuerRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// IssuerRegistryIssuersRevoked represents a IssuersRevoked event raised by the IssuerRegistry contract.
type IssuerRegistryIssuersRevoked struct {
	Root *big.Int
	By   common.Address
	Raw  *types.Log // Blockchain specific contextual infos
}

const IssuerRegistryIssuersRevokedEventName = "IssuersRevoked"

// ContractEventName returns the user-defined event name.
func (IssuerRegistryIssuersRevoked) ContractEventName() string {
	return IssuerRegistryIssuersRevokedEventName
}

// UnpackIssuersRevokedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event IssuersRevoked(uint256 indexed root, address indexed by)
func (issuerRegistry *IssuerRegistry) UnpackIssuersRevokedEvent(log *types.Log) (*IssuerRegistryIssuersRevoked, error) {
	event := "IssuersRevoked"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != issuerRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(IssuerRegistryIssuersRevoked)
	if len(log.Data) > 0 {
		if err := issuerRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range issuerRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// IssuerRegistryOwnershipTransferStarted represents a OwnershipTransferStarted event raised by the IssuerRegistry contract.
type IssuerRegistryOwnershipTransferStarted struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const IssuerRegistryOwnershipTransferStartedEventName = "OwnershipTransferStarted"

// ContractEventName returns the user-defined event name.
func (IssuerRegistryOwnershipTransferStarted) ContractEventName() string {
	return IssuerRegistryOwnershipTransferStartedEventName
}

// UnpackOwnershipTransferStartedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner)
func (issuerRegistry *IssuerRegistry) UnpackOwnershipTransferStartedEvent(log *types.Log) (*IssuerRegistryOwnershipTransferStarted, error) {
	event := "OwnershipTransferStarted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != issuerRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(IssuerRegistryOwnershipTransferStarted)
	if len(log.Data) > 0 {
		if err := issuerRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range issuerRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// IssuerRegistryOwnershipTransferred represents a OwnershipTransferred event raised by the IssuerRegistry contract.
type IssuerRegistryOwnershipTransferred struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const IssuerRegistryOwnershipTransferredEventName = "OwnershipTransferred"

// ContractEventName returns the user-defined event name.
func (IssuerRegistryOwnershipTransferred) ContractEventName() string {
	return IssuerRegistryOwnershipTransferredEventName
}

// UnpackOwnershipTransferredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)
func (issuerRegistry *IssuerRegistry) UnpackOwnershipTransferredEvent(log *types.Log) (*IssuerRegistryOwnershipTransferred, error) {
	event := "OwnershipTransferred"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != issuerRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(IssuerRegistryOwnershipTransferred)
	if len(log.Data) > 0 {
		if err := issuerRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range issuerRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (issuerRegistry *IssuerRegistry) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], issuerRegistry.abi.Errors["IssuersAlreadyRevoked"].ID.Bytes()[:4]) {
		return issuerRegistry.UnpackIssuersAlreadyRevokedError(raw[4:])
	}
	if bytes.Equal(raw[:4], issuerRegistry.abi.Errors["IssuersKnown"].ID.Bytes()[:4]) {
		return issuerRegistry.UnpackIssuersKnownError(raw[4:])
	}
	if bytes.Equal(raw[:4], issuerRegistry.abi.Errors["IssuersOutOfRange"].ID.Bytes()[:4]) {
		return issuerRegistry.UnpackIssuersOutOfRangeError(raw[4:])
	}
	if bytes.Equal(raw[:4], issuerRegistry.abi.Errors["IssuersUnknown"].ID.Bytes()[:4]) {
		return issuerRegistry.UnpackIssuersUnknownError(raw[4:])
	}
	if bytes.Equal(raw[:4], issuerRegistry.abi.Errors["IssuersWindow"].ID.Bytes()[:4]) {
		return issuerRegistry.UnpackIssuersWindowError(raw[4:])
	}
	if bytes.Equal(raw[:4], issuerRegistry.abi.Errors["NotGuardian"].ID.Bytes()[:4]) {
		return issuerRegistry.UnpackNotGuardianError(raw[4:])
	}
	if bytes.Equal(raw[:4], issuerRegistry.abi.Errors["OwnableInvalidOwner"].ID.Bytes()[:4]) {
		return issuerRegistry.UnpackOwnableInvalidOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], issuerRegistry.abi.Errors["OwnableUnauthorizedAccount"].ID.Bytes()[:4]) {
		return issuerRegistry.UnpackOwnableUnauthorizedAccountError(raw[4:])
	}
	if bytes.Equal(raw[:4], issuerRegistry.abi.Errors["RenounceRefused"].ID.Bytes()[:4]) {
		return issuerRegistry.UnpackRenounceRefusedError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// IssuerRegistryIssuersAlreadyRevoked represents a IssuersAlreadyRevoked error raised by the IssuerRegistry contract.
type IssuerRegistryIssuersAlreadyRevoked struct {
	Root *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error IssuersAlreadyRevoked(uint256 root)
func IssuerRegistryIssuersAlreadyRevokedErrorID() common.Hash {
	return common.HexToHash("0x272db73642e0ee2ba66049a580b7551d56ff671adce161743024109d094adfbc")
}

// UnpackIssuersAlreadyRevokedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error IssuersAlreadyRevoked(uint256 root)
func (issuerRegistry *IssuerRegistry) UnpackIssuersAlreadyRevokedError(raw []byte) (*IssuerRegistryIssuersAlreadyRevoked, error) {
	out := new(IssuerRegistryIssuersAlreadyRevoked)
	if err := issuerRegistry.abi.UnpackIntoInterface(out, "IssuersAlreadyRevoked", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// IssuerRegistryIssuersKnown represents a IssuersKnown error raised by the IssuerRegistry contract.
type IssuerRegistryIssuersKnown struct {
	Root *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error IssuersKnown(uint256 root)
func IssuerRegistryIssuersKnownErrorID() common.Hash {
	return common.HexToHash("0xdc36ac1460592faf5dcbbf1d14f27e4daed52ac5a14a300b579762e298861cd5")
}

// UnpackIssuersKnownError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error IssuersKnown(uint256 root)
func (issuerRegistry *IssuerRegistry) UnpackIssuersKnownError(raw []byte) (*IssuerRegistryIssuersKnown, error) {
	out := new(IssuerRegistryIssuersKnown)
	if err := issuerRegistry.abi.UnpackIntoInterface(out, "IssuersKnown", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// IssuerRegistryIssuersOutOfRange represents a IssuersOutOfRange error raised by the IssuerRegistry contract.
type IssuerRegistryIssuersOutOfRange struct {
	Root *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error IssuersOutOfRange(uint256 root)
func IssuerRegistryIssuersOutOfRangeErrorID() common.Hash {
	return common.HexToHash("0x06c970e33733c1d6336349b1a4a16ae79f3cd091bd55da785fb9501b0bf18b2b")
}

// UnpackIssuersOutOfRangeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error IssuersOutOfRange(uint256 root)
func (issuerRegistry *IssuerRegistry) UnpackIssuersOutOfRangeError(raw []byte) (*IssuerRegistryIssuersOutOfRange, error) {
	out := new(IssuerRegistryIssuersOutOfRange)
	if err := issuerRegistry.abi.UnpackIntoInterface(out, "IssuersOutOfRange", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// IssuerRegistryIssuersUnknown represents a IssuersUnknown error raised by the IssuerRegistry contract.
type IssuerRegistryIssuersUnknown struct {
	Root *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error IssuersUnknown(uint256 root)
func IssuerRegistryIssuersUnknownErrorID() common.Hash {
	return common.HexToHash("0xc2701a12c56d246bd6094276e099567af39e0cb152e79ade4484efcf0bccfe9a")
}

// UnpackIssuersUnknownError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error IssuersUnknown(uint256 root)
func (issuerRegistry *IssuerRegistry) UnpackIssuersUnknownError(raw []byte) (*IssuerRegistryIssuersUnknown, error) {
	out := new(IssuerRegistryIssuersUnknown)
	if err := issuerRegistry.abi.UnpackIntoInterface(out, "IssuersUnknown", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// IssuerRegistryIssuersWindow represents a IssuersWindow error raised by the IssuerRegistry contract.
type IssuerRegistryIssuersWindow struct {
	ValidFrom  uint64
	ValidUntil uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error IssuersWindow(uint64 validFrom, uint64 validUntil)
func IssuerRegistryIssuersWindowErrorID() common.Hash {
	return common.HexToHash("0x73f079cd02c025b315210b594f6e53777662c28fcfe49a1ba82f632e65373157")
}

// UnpackIssuersWindowError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error IssuersWindow(uint64 validFrom, uint64 validUntil)
func (issuerRegistry *IssuerRegistry) UnpackIssuersWindowError(raw []byte) (*IssuerRegistryIssuersWindow, error) {
	out := new(IssuerRegistryIssuersWindow)
	if err := issuerRegistry.abi.UnpackIntoInterface(out, "IssuersWindow", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// IssuerRegistryNotGuardian represents a NotGuardian error raised by the IssuerRegistry contract.
type IssuerRegistryNotGuardian struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotGuardian(address caller)
func IssuerRegistryNotGuardianErrorID() common.Hash {
	return common.HexToHash("0xa252c151cd1ee155ad6a596fd962f839a8b963fd05f5e863eca095de2e0b08a4")
}

// UnpackNotGuardianError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotGuardian(address caller)
func (issuerRegistry *IssuerRegistry) UnpackNotGuardianError(raw []byte) (*IssuerRegistryNotGuardian, error) {
	out := new(IssuerRegistryNotGuardian)
	if err := issuerRegistry.abi.UnpackIntoInterface(out, "NotGuardian", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// IssuerRegistryOwnableInvalidOwner represents a OwnableInvalidOwner error raised by the IssuerRegistry contract.
type IssuerRegistryOwnableInvalidOwner struct {
	Owner common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableInvalidOwner(address owner)
func IssuerRegistryOwnableInvalidOwnerErrorID() common.Hash {
	return common.HexToHash("0x1e4fbdf7f3ef8bcaa855599e3abf48b232380f183f08f6f813d9ffa5bd585188")
}

// UnpackOwnableInvalidOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableInvalidOwner(address owner)
func (issuerRegistry *IssuerRegistry) UnpackOwnableInvalidOwnerError(raw []byte) (*IssuerRegistryOwnableInvalidOwner, error) {
	out := new(IssuerRegistryOwnableInvalidOwner)
	if err := issuerRegistry.abi.UnpackIntoInterface(out, "OwnableInvalidOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// IssuerRegistryOwnableUnauthorizedAccount represents a OwnableUnauthorizedAccount error raised by the IssuerRegistry contract.
type IssuerRegistryOwnableUnauthorizedAccount struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func IssuerRegistryOwnableUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0x118cdaa7a341953d1887a2245fd6665d741c67c8c50581daa59e1d03373fa188")
}

// UnpackOwnableUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func (issuerRegistry *IssuerRegistry) UnpackOwnableUnauthorizedAccountError(raw []byte) (*IssuerRegistryOwnableUnauthorizedAccount, error) {
	out := new(IssuerRegistryOwnableUnauthorizedAccount)
	if err := issuerRegistry.abi.UnpackIntoInterface(out, "OwnableUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// IssuerRegistryRenounceRefused represents a RenounceRefused error raised by the IssuerRegistry contract.
type IssuerRegistryRenounceRefused struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RenounceRefused()
func IssuerRegistryRenounceRefusedErrorID() common.Hash {
	return common.HexToHash("0xcc68baac6e6af226878123b30ec3351011eb09927cee5c05af5ddb57a0c851b8")
}

// UnpackRenounceRefusedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RenounceRefused()
func (issuerRegistry *IssuerRegistry) UnpackRenounceRefusedError(raw []byte) (*IssuerRegistryRenounceRefused, error) {
	out := new(IssuerRegistryRenounceRefused)
	if err := issuerRegistry.abi.UnpackIntoInterface(out, "RenounceRefused", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PolicyRegistryMetaData contains all meta data concerning the PolicyRegistry contract.
var PolicyRegistryMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner_\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"guardian_\",\"type\":\"address\"},{\"internalType\":\"contractIVerifierRouter\",\"name\":\"router_\",\"type\":\"address\"},{\"internalType\":\"contractIIssuerRegistry\",\"name\":\"issuers_\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"claim\",\"type\":\"uint256\"}],\"name\":\"ClaimMalformed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"}],\"name\":\"EpochUnknown\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"root\",\"type\":\"uint256\"}],\"name\":\"IssuersAlreadyRevoked\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"root\",\"type\":\"uint256\"}],\"name\":\"IssuersUnknown\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"NotGuardian\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"NotSponsor\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"OwnableInvalidOwner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"OwnableUnauthorizedAccount\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"string\",\"name\":\"field\",\"type\":\"string\"}],\"name\":\"PolicyField\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"}],\"name\":\"PolicyIsClosed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"}],\"name\":\"PolicyKnown\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"}],\"name\":\"PolicyUnknown\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"RenounceRefused\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"guardian\",\"type\":\"address\"}],\"name\":\"GuardianSet\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"previousOwner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"OwnershipTransferStarted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"previousOwner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"OwnershipTransferred\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"sponsor\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint24\",\"name\":\"number\",\"type\":\"uint24\"},{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"verifierId\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"issuers\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"claim\",\"type\":\"uint256\"},{\"internalType\":\"uint16\",\"name\":\"epochDays\",\"type\":\"uint16\"},{\"internalType\":\"uint16\",\"name\":\"epochs\",\"type\":\"uint16\"},{\"internalType\":\"uint16\",\"name\":\"submitDays\",\"type\":\"uint16\"},{\"internalType\":\"uint16\",\"name\":\"validDays\",\"type\":\"uint16\"},{\"internalType\":\"address\",\"name\":\"sponsor\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"purpose\",\"type\":\"bytes32\"}],\"indexed\":false,\"internalType\":\"structIPolicyRegistry.Policy\",\"name\":\"policy\",\"type\":\"tuple\"}],\"name\":\"PolicyAdded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"by\",\"type\":\"address\"}],\"name\":\"PolicyClosed\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"acceptOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"verifierId\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"issuers\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"claim\",\"type\":\"uint256\"},{\"internalType\":\"uint16\",\"name\":\"epochDays\",\"type\":\"uint16\"},{\"internalType\":\"uint16\",\"name\":\"epochs\",\"type\":\"uint16\"},{\"internalType\":\"uint16\",\"name\":\"submitDays\",\"type\":\"uint16\"},{\"internalType\":\"uint16\",\"name\":\"validDays\",\"type\":\"uint16\"},{\"internalType\":\"address\",\"name\":\"sponsor\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"purpose\",\"type\":\"bytes32\"}],\"internalType\":\"structIPolicyRegistry.Policy\",\"name\":\"policy_\",\"type\":\"tuple\"}],\"name\":\"add\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"}],\"name\":\"claimTerms\",\"outputs\":[{\"components\":[{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"uint8\",\"name\":\"metric\",\"type\":\"uint8\"},{\"internalType\":\"uint16\",\"name\":\"windowDays\",\"type\":\"uint16\"},{\"internalType\":\"uint32\",\"name\":\"earliestEnd\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"latestEnd\",\"type\":\"uint32\"},{\"internalType\":\"uint8\",\"name\":\"minAssurance\",\"type\":\"uint8\"},{\"internalType\":\"uint16\",\"name\":\"coverage\",\"type\":\"uint16\"},{\"internalType\":\"bytes22\",\"name\":\"set\",\"type\":\"bytes22\"},{\"components\":[{\"internalType\":\"string\",\"name\":\"quantity\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"comparison\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"value\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"unit\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"bound\",\"type\":\"uint256\"},{\"internalType\":\"uint8\",\"name\":\"decimals\",\"type\":\"uint8\"}],\"internalType\":\"structIPolicyRegistry.Limit[]\",\"name\":\"limits\",\"type\":\"tuple[]\"}],\"internalType\":\"structIPolicyRegistry.ClaimTerms\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"}],\"name\":\"close\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"count\",\"outputs\":[{\"internalType\":\"uint24\",\"name\":\"\",\"type\":\"uint24\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"guardian\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint24\",\"name\":\"number\",\"type\":\"uint24\"}],\"name\":\"idOf\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"}],\"name\":\"isClosed\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"issuers\",\"outputs\":[{\"internalType\":\"contractIIssuerRegistry\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"owner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pendingOwner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"}],\"name\":\"policy\",\"outputs\":[{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"verifierId\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"issuers\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"claim\",\"type\":\"uint256\"},{\"internalType\":\"uint16\",\"name\":\"epochDays\",\"type\":\"uint16\"},{\"internalType\":\"uint16\",\"name\":\"epochs\",\"type\":\"uint16\"},{\"internalType\":\"uint16\",\"name\":\"submitDays\",\"type\":\"uint16\"},{\"internalType\":\"uint16\",\"name\":\"validDays\",\"type\":\"uint16\"},{\"internalType\":\"address\",\"name\":\"sponsor\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"purpose\",\"type\":\"bytes32\"}],\"internalType\":\"structIPolicyRegistry.Policy\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"renounceOwnership\",\"outputs\":[],\"stateMutability\":\"pure\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"router\",\"outputs\":[{\"internalType\":\"contractIVerifierRouter\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"guardian_\",\"type\":\"address\"}],\"name\":\"setGuardian\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes4\",\"name\":\"interfaceId\",\"type\":\"bytes4\"}],\"name\":\"supportsInterface\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"}],\"name\":\"terms\",\"outputs\":[{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"termsId\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"verifierId\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"issuers\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"claim\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"purpose\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"submitUntil\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"expiry\",\"type\":\"uint64\"},{\"internalType\":\"uint24\",\"name\":\"number\",\"type\":\"uint24\"},{\"internalType\":\"bool\",\"name\":\"closed\",\"type\":\"bool\"}],\"internalType\":\"structIPolicyRegistry.Terms\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"transferOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "PolicyRegistry",
}

// PolicyRegistry is an auto generated Go binding around an Ethereum contract.
type PolicyRegistry struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *PolicyRegistry) GetABI() abi.ABI {
	return c.abi
}

// NewPolicyRegistry creates a new instance of PolicyRegistry.
func NewPolicyRegistry() *PolicyRegistry {
	parsed, err := PolicyRegistryMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &PolicyRegistry{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *PolicyRegistry) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address owner_, address guardian_, address router_, address issuers_) returns()
func (policyRegistry *PolicyRegistry) PackConstructor(owner_ common.Address, guardian_ common.Address, router_ common.Address, issuers_ common.Address) []byte {
	enc, err := policyRegistry.abi.Pack("", owner_, guardian_, router_, issuers_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackAcceptOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79ba5097.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function acceptOwnership() returns()
func (policyRegistry *PolicyRegistry) PackAcceptOwnership() []byte {
	enc, err := policyRegistry.abi.Pack("acceptOwnership")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAcceptOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79ba5097.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function acceptOwnership() returns()
func (policyRegistry *PolicyRegistry) TryPackAcceptOwnership() ([]byte, error) {
	return policyRegistry.abi.Pack("acceptOwnership")
}

// PackAdd is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x561638c4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function add((bytes32,uint256,uint256,uint16,uint16,uint16,uint16,address,bytes32) policy_) returns(bytes32 policyId)
func (policyRegistry *PolicyRegistry) PackAdd(policy IPolicyRegistryPolicy) []byte {
	enc, err := policyRegistry.abi.Pack("add", policy)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAdd is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x561638c4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function add((bytes32,uint256,uint256,uint16,uint16,uint16,uint16,address,bytes32) policy_) returns(bytes32 policyId)
func (policyRegistry *PolicyRegistry) TryPackAdd(policy IPolicyRegistryPolicy) ([]byte, error) {
	return policyRegistry.abi.Pack("add", policy)
}

// UnpackAdd is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x561638c4.
//
// Solidity: function add((bytes32,uint256,uint256,uint16,uint16,uint16,uint16,address,bytes32) policy_) returns(bytes32 policyId)
func (policyRegistry *PolicyRegistry) UnpackAdd(data []byte) ([32]byte, error) {
	out, err := policyRegistry.abi.Unpack("add", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackClaimTerms is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd3e5d4c9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claimTerms(bytes32 policyId, uint16 epoch) view returns((string,uint8,uint16,uint32,uint32,uint8,uint16,bytes22,(string,string,string,string,uint256,uint8)[]))
func (policyRegistry *PolicyRegistry) PackClaimTerms(policyId [32]byte, epoch uint16) []byte {
	enc, err := policyRegistry.abi.Pack("claimTerms", policyId, epoch)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaimTerms is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd3e5d4c9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claimTerms(bytes32 policyId, uint16 epoch) view returns((string,uint8,uint16,uint32,uint32,uint8,uint16,bytes22,(string,string,string,string,uint256,uint8)[]))
func (policyRegistry *PolicyRegistry) TryPackClaimTerms(policyId [32]byte, epoch uint16) ([]byte, error) {
	return policyRegistry.abi.Pack("claimTerms", policyId, epoch)
}

// UnpackClaimTerms is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd3e5d4c9.
//
// Solidity: function claimTerms(bytes32 policyId, uint16 epoch) view returns((string,uint8,uint16,uint32,uint32,uint8,uint16,bytes22,(string,string,string,string,uint256,uint8)[]))
func (policyRegistry *PolicyRegistry) UnpackClaimTerms(data []byte) (IPolicyRegistryClaimTerms, error) {
	out, err := policyRegistry.abi.Unpack("claimTerms", data)
	if err != nil {
		return *new(IPolicyRegistryClaimTerms), err
	}
	out0 := *abi.ConvertType(out[0], new(IPolicyRegistryClaimTerms)).(*IPolicyRegistryClaimTerms)
	return out0, nil
}

// PackClose is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x39c79e0c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function close(bytes32 policyId) returns()
func (policyRegistry *PolicyRegistry) PackClose(policyId [32]byte) []byte {
	enc, err := policyRegistry.abi.Pack("close", policyId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClose is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x39c79e0c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function close(bytes32 policyId) returns()
func (policyRegistry *PolicyRegistry) TryPackClose(policyId [32]byte) ([]byte, error) {
	return policyRegistry.abi.Pack("close", policyId)
}

// PackCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06661abd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function count() view returns(uint24)
func (policyRegistry *PolicyRegistry) PackCount() []byte {
	enc, err := policyRegistry.abi.Pack("count")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06661abd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function count() view returns(uint24)
func (policyRegistry *PolicyRegistry) TryPackCount() ([]byte, error) {
	return policyRegistry.abi.Pack("count")
}

// UnpackCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x06661abd.
//
// Solidity: function count() view returns(uint24)
func (policyRegistry *PolicyRegistry) UnpackCount(data []byte) (*big.Int, error) {
	out, err := policyRegistry.abi.Unpack("count", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x452a9320.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function guardian() view returns(address)
func (policyRegistry *PolicyRegistry) PackGuardian() []byte {
	enc, err := policyRegistry.abi.Pack("guardian")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x452a9320.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function guardian() view returns(address)
func (policyRegistry *PolicyRegistry) TryPackGuardian() ([]byte, error) {
	return policyRegistry.abi.Pack("guardian")
}

// UnpackGuardian is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x452a9320.
//
// Solidity: function guardian() view returns(address)
func (policyRegistry *PolicyRegistry) UnpackGuardian(data []byte) (common.Address, error) {
	out, err := policyRegistry.abi.Unpack("guardian", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackIdOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1939b584.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function idOf(uint24 number) view returns(bytes32 policyId)
func (policyRegistry *PolicyRegistry) PackIdOf(number *big.Int) []byte {
	enc, err := policyRegistry.abi.Pack("idOf", number)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIdOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1939b584.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function idOf(uint24 number) view returns(bytes32 policyId)
func (policyRegistry *PolicyRegistry) TryPackIdOf(number *big.Int) ([]byte, error) {
	return policyRegistry.abi.Pack("idOf", number)
}

// UnpackIdOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x1939b584.
//
// Solidity: function idOf(uint24 number) view returns(bytes32 policyId)
func (policyRegistry *PolicyRegistry) UnpackIdOf(data []byte) ([32]byte, error) {
	out, err := policyRegistry.abi.Unpack("idOf", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackIsClosed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x40aa1f40.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isClosed(bytes32 policyId) view returns(bool)
func (policyRegistry *PolicyRegistry) PackIsClosed(policyId [32]byte) []byte {
	enc, err := policyRegistry.abi.Pack("isClosed", policyId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsClosed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x40aa1f40.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isClosed(bytes32 policyId) view returns(bool)
func (policyRegistry *PolicyRegistry) TryPackIsClosed(policyId [32]byte) ([]byte, error) {
	return policyRegistry.abi.Pack("isClosed", policyId)
}

// UnpackIsClosed is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x40aa1f40.
//
// Solidity: function isClosed(bytes32 policyId) view returns(bool)
func (policyRegistry *PolicyRegistry) UnpackIsClosed(data []byte) (bool, error) {
	out, err := policyRegistry.abi.Unpack("isClosed", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackIssuers is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0e40f5db.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function issuers() view returns(address)
func (policyRegistry *PolicyRegistry) PackIssuers() []byte {
	enc, err := policyRegistry.abi.Pack("issuers")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIssuers is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0e40f5db.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function issuers() view returns(address)
func (policyRegistry *PolicyRegistry) TryPackIssuers() ([]byte, error) {
	return policyRegistry.abi.Pack("issuers")
}

// UnpackIssuers is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x0e40f5db.
//
// Solidity: function issuers() view returns(address)
func (policyRegistry *PolicyRegistry) UnpackIssuers(data []byte) (common.Address, error) {
	out, err := policyRegistry.abi.Unpack("issuers", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (policyRegistry *PolicyRegistry) PackOwner() []byte {
	enc, err := policyRegistry.abi.Pack("owner")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owner() view returns(address)
func (policyRegistry *PolicyRegistry) TryPackOwner() ([]byte, error) {
	return policyRegistry.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (policyRegistry *PolicyRegistry) UnpackOwner(data []byte) (common.Address, error) {
	out, err := policyRegistry.abi.Unpack("owner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackPendingOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe30c3978.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pendingOwner() view returns(address)
func (policyRegistry *PolicyRegistry) PackPendingOwner() []byte {
	enc, err := policyRegistry.abi.Pack("pendingOwner")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPendingOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe30c3978.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pendingOwner() view returns(address)
func (policyRegistry *PolicyRegistry) TryPackPendingOwner() ([]byte, error) {
	return policyRegistry.abi.Pack("pendingOwner")
}

// UnpackPendingOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe30c3978.
//
// Solidity: function pendingOwner() view returns(address)
func (policyRegistry *PolicyRegistry) UnpackPendingOwner(data []byte) (common.Address, error) {
	out, err := policyRegistry.abi.Unpack("pendingOwner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackPolicy is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x115f746c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function policy(bytes32 policyId) view returns((bytes32,uint256,uint256,uint16,uint16,uint16,uint16,address,bytes32))
func (policyRegistry *PolicyRegistry) PackPolicy(policyId [32]byte) []byte {
	enc, err := policyRegistry.abi.Pack("policy", policyId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPolicy is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x115f746c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function policy(bytes32 policyId) view returns((bytes32,uint256,uint256,uint16,uint16,uint16,uint16,address,bytes32))
func (policyRegistry *PolicyRegistry) TryPackPolicy(policyId [32]byte) ([]byte, error) {
	return policyRegistry.abi.Pack("policy", policyId)
}

// UnpackPolicy is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x115f746c.
//
// Solidity: function policy(bytes32 policyId) view returns((bytes32,uint256,uint256,uint16,uint16,uint16,uint16,address,bytes32))
func (policyRegistry *PolicyRegistry) UnpackPolicy(data []byte) (IPolicyRegistryPolicy, error) {
	out, err := policyRegistry.abi.Unpack("policy", data)
	if err != nil {
		return *new(IPolicyRegistryPolicy), err
	}
	out0 := *abi.ConvertType(out[0], new(IPolicyRegistryPolicy)).(*IPolicyRegistryPolicy)
	return out0, nil
}

// PackRenounceOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x715018a6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function renounceOwnership() pure returns()
func (policyRegistry *PolicyRegistry) PackRenounceOwnership() []byte {
	enc, err := policyRegistry.abi.Pack("renounceOwnership")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRenounceOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x715018a6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function renounceOwnership() pure returns()
func (policyRegistry *PolicyRegistry) TryPackRenounceOwnership() ([]byte, error) {
	return policyRegistry.abi.Pack("renounceOwnership")
}

// PackRouter is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf887ea40.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function router() view returns(address)
func (policyRegistry *PolicyRegistry) PackRouter() []byte {
	enc, err := policyRegistry.abi.Pack("router")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRouter is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf887ea40.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function router() view returns(address)
func (policyRegistry *PolicyRegistry) TryPackRouter() ([]byte, error) {
	return policyRegistry.abi.Pack("router")
}

// UnpackRouter is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf887ea40.
//
// Solidity: function router() view returns(address)
func (policyRegistry *PolicyRegistry) UnpackRouter(data []byte) (common.Address, error) {
	out, err := policyRegistry.abi.Unpack("router", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackSetGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8a0dac4a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setGuardian(address guardian_) returns()
func (policyRegistry *PolicyRegistry) PackSetGuardian(guardian common.Address) []byte {
	enc, err := policyRegistry.abi.Pack("setGuardian", guardian)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8a0dac4a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setGuardian(address guardian_) returns()
func (policyRegistry *PolicyRegistry) TryPackSetGuardian(guardian common.Address) ([]byte, error) {
	return policyRegistry.abi.Pack("setGuardian", guardian)
}

// PackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (policyRegistry *PolicyRegistry) PackSupportsInterface(interfaceId [4]byte) []byte {
	enc, err := policyRegistry.abi.Pack("supportsInterface", interfaceId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (policyRegistry *PolicyRegistry) TryPackSupportsInterface(interfaceId [4]byte) ([]byte, error) {
	return policyRegistry.abi.Pack("supportsInterface", interfaceId)
}

// UnpackSupportsInterface is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x01ffc9a7.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (policyRegistry *PolicyRegistry) UnpackSupportsInterface(data []byte) (bool, error) {
	out, err := policyRegistry.abi.Unpack("supportsInterface", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackTerms is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x488df7da.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function terms(bytes32 policyId, uint16 epoch) view returns((bytes32,bytes32,uint256,uint256,bytes32,uint64,uint64,uint24,bool))
func (policyRegistry *PolicyRegistry) PackTerms(policyId [32]byte, epoch uint16) []byte {
	enc, err := policyRegistry.abi.Pack("terms", policyId, epoch)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTerms is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x488df7da.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function terms(bytes32 policyId, uint16 epoch) view returns((bytes32,bytes32,uint256,uint256,bytes32,uint64,uint64,uint24,bool))
func (policyRegistry *PolicyRegistry) TryPackTerms(policyId [32]byte, epoch uint16) ([]byte, error) {
	return policyRegistry.abi.Pack("terms", policyId, epoch)
}

// UnpackTerms is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x488df7da.
//
// Solidity: function terms(bytes32 policyId, uint16 epoch) view returns((bytes32,bytes32,uint256,uint256,bytes32,uint64,uint64,uint24,bool))
func (policyRegistry *PolicyRegistry) UnpackTerms(data []byte) (IPolicyRegistryTerms, error) {
	out, err := policyRegistry.abi.Unpack("terms", data)
	if err != nil {
		return *new(IPolicyRegistryTerms), err
	}
	out0 := *abi.ConvertType(out[0], new(IPolicyRegistryTerms)).(*IPolicyRegistryTerms)
	return out0, nil
}

// PackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (policyRegistry *PolicyRegistry) PackTransferOwnership(newOwner common.Address) []byte {
	enc, err := policyRegistry.abi.Pack("transferOwnership", newOwner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (policyRegistry *PolicyRegistry) TryPackTransferOwnership(newOwner common.Address) ([]byte, error) {
	return policyRegistry.abi.Pack("transferOwnership", newOwner)
}

// PolicyRegistryGuardianSet represents a GuardianSet event raised by the PolicyRegistry contract.
type PolicyRegistryGuardianSet struct {
	Guardian common.Address
	Raw      *types.Log // Blockchain specific contextual infos
}

const PolicyRegistryGuardianSetEventName = "GuardianSet"

// ContractEventName returns the user-defined event name.
func (PolicyRegistryGuardianSet) ContractEventName() string {
	return PolicyRegistryGuardianSetEventName
}

// UnpackGuardianSetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event GuardianSet(address indexed guardian)
func (policyRegistry *PolicyRegistry) UnpackGuardianSetEvent(log *types.Log) (*PolicyRegistryGuardianSet, error) {
	event := "GuardianSet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != policyRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PolicyRegistryGuardianSet)
	if len(log.Data) > 0 {
		if err := policyRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range policyRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PolicyRegistryOwnershipTransferStarted represents a OwnershipTransferStarted event raised by the PolicyRegistry contract.
type PolicyRegistryOwnershipTransferStarted struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const PolicyRegistryOwnershipTransferStartedEventName = "OwnershipTransferStarted"

// ContractEventName returns the user-defined event name.
func (PolicyRegistryOwnershipTransferStarted) ContractEventName() string {
	return PolicyRegistryOwnershipTransferStartedEventName
}

// UnpackOwnershipTransferStartedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner)
func (policyRegistry *PolicyRegistry) UnpackOwnershipTransferStartedEvent(log *types.Log) (*PolicyRegistryOwnershipTransferStarted, error) {
	event := "OwnershipTransferStarted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != policyRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PolicyRegistryOwnershipTransferStarted)
	if len(log.Data) > 0 {
		if err := policyRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range policyRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PolicyRegistryOwnershipTransferred represents a OwnershipTransferred event raised by the PolicyRegistry contract.
type PolicyRegistryOwnershipTransferred struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const PolicyRegistryOwnershipTransferredEventName = "OwnershipTransferred"

// ContractEventName returns the user-defined event name.
func (PolicyRegistryOwnershipTransferred) ContractEventName() string {
	return PolicyRegistryOwnershipTransferredEventName
}

// UnpackOwnershipTransferredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)
func (policyRegistry *PolicyRegistry) UnpackOwnershipTransferredEvent(log *types.Log) (*PolicyRegistryOwnershipTransferred, error) {
	event := "OwnershipTransferred"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != policyRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PolicyRegistryOwnershipTransferred)
	if len(log.Data) > 0 {
		if err := policyRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range policyRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PolicyRegistryPolicyAdded represents a PolicyAdded event raised by the PolicyRegistry contract.
type PolicyRegistryPolicyAdded struct {
	PolicyId [32]byte
	Sponsor  common.Address
	Number   *big.Int
	Policy   IPolicyRegistryPolicy
	Raw      *types.Log // Blockchain specific contextual infos
}

const PolicyRegistryPolicyAddedEventName = "PolicyAdded"

// ContractEventName returns the user-defined event name.
func (PolicyRegistryPolicyAdded) ContractEventName() string {
	return PolicyRegistryPolicyAddedEventName
}

// UnpackPolicyAddedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PolicyAdded(bytes32 indexed policyId, address indexed sponsor, uint24 number, (bytes32,uint256,uint256,uint16,uint16,uint16,uint16,address,bytes32) policy)
func (policyRegistry *PolicyRegistry) UnpackPolicyAddedEvent(log *types.Log) (*PolicyRegistryPolicyAdded, error) {
	event := "PolicyAdded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != policyRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PolicyRegistryPolicyAdded)
	if len(log.Data) > 0 {
		if err := policyRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range policyRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PolicyRegistryPolicyClosed represents a PolicyClosed event raised by the PolicyRegistry contract.
type PolicyRegistryPolicyClosed struct {
	PolicyId [32]byte
	By       common.Address
	Raw      *types.Log // Blockchain specific contextual infos
}

const PolicyRegistryPolicyClosedEventName = "PolicyClosed"

// ContractEventName returns the user-defined event name.
func (PolicyRegistryPolicyClosed) ContractEventName() string {
	return PolicyRegistryPolicyClosedEventName
}

// UnpackPolicyClosedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PolicyClosed(bytes32 indexed policyId, address indexed by)
func (policyRegistry *PolicyRegistry) UnpackPolicyClosedEvent(log *types.Log) (*PolicyRegistryPolicyClosed, error) {
	event := "PolicyClosed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != policyRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PolicyRegistryPolicyClosed)
	if len(log.Data) > 0 {
		if err := policyRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range policyRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (policyRegistry *PolicyRegistry) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], policyRegistry.abi.Errors["ClaimMalformed"].ID.Bytes()[:4]) {
		return policyRegistry.UnpackClaimMalformedError(raw[4:])
	}
	if bytes.Equal(raw[:4], policyRegistry.abi.Errors["EpochUnknown"].ID.Bytes()[:4]) {
		return policyRegistry.UnpackEpochUnknownError(raw[4:])
	}
	if bytes.Equal(raw[:4], policyRegistry.abi.Errors["IssuersAlreadyRevoked"].ID.Bytes()[:4]) {
		return policyRegistry.UnpackIssuersAlreadyRevokedError(raw[4:])
	}
	if bytes.Equal(raw[:4], policyRegistry.abi.Errors["IssuersUnknown"].ID.Bytes()[:4]) {
		return policyRegistry.UnpackIssuersUnknownError(raw[4:])
	}
	if bytes.Equal(raw[:4], policyRegistry.abi.Errors["NotGuardian"].ID.Bytes()[:4]) {
		return policyRegistry.UnpackNotGuardianError(raw[4:])
	}
	if bytes.Equal(raw[:4], policyRegistry.abi.Errors["NotSponsor"].ID.Bytes()[:4]) {
		return policyRegistry.UnpackNotSponsorError(raw[4:])
	}
	if bytes.Equal(raw[:4], policyRegistry.abi.Errors["OwnableInvalidOwner"].ID.Bytes()[:4]) {
		return policyRegistry.UnpackOwnableInvalidOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], policyRegistry.abi.Errors["OwnableUnauthorizedAccount"].ID.Bytes()[:4]) {
		return policyRegistry.UnpackOwnableUnauthorizedAccountError(raw[4:])
	}
	if bytes.Equal(raw[:4], policyRegistry.abi.Errors["PolicyField"].ID.Bytes()[:4]) {
		return policyRegistry.UnpackPolicyFieldError(raw[4:])
	}
	if bytes.Equal(raw[:4], policyRegistry.abi.Errors["PolicyIsClosed"].ID.Bytes()[:4]) {
		return policyRegistry.UnpackPolicyIsClosedError(raw[4:])
	}
	if bytes.Equal(raw[:4], policyRegistry.abi.Errors["PolicyKnown"].ID.Bytes()[:4]) {
		return policyRegistry.UnpackPolicyKnownError(raw[4:])
	}
	if bytes.Equal(raw[:4], policyRegistry.abi.Errors["PolicyUnknown"].ID.Bytes()[:4]) {
		return policyRegistry.UnpackPolicyUnknownError(raw[4:])
	}
	if bytes.Equal(raw[:4], policyRegistry.abi.Errors["RenounceRefused"].ID.Bytes()[:4]) {
		return policyRegistry.UnpackRenounceRefusedError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// PolicyRegistryClaimMalformed represents a ClaimMalformed error raised by the PolicyRegistry contract.
type PolicyRegistryClaimMalformed struct {
	Claim *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ClaimMalformed(uint256 claim)
func PolicyRegistryClaimMalformedErrorID() common.Hash {
	return common.HexToHash("0x837c6cf10b569c9ff57564dae6171bc287d78305c8923c88bb0b6b74e0c590e1")
}

// UnpackClaimMalformedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ClaimMalformed(uint256 claim)
func (policyRegistry *PolicyRegistry) UnpackClaimMalformedError(raw []byte) (*PolicyRegistryClaimMalformed, error) {
	out := new(PolicyRegistryClaimMalformed)
	if err := policyRegistry.abi.UnpackIntoInterface(out, "ClaimMalformed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PolicyRegistryEpochUnknown represents a EpochUnknown error raised by the PolicyRegistry contract.
type PolicyRegistryEpochUnknown struct {
	PolicyId [32]byte
	Epoch    uint16
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EpochUnknown(bytes32 policyId, uint16 epoch)
func PolicyRegistryEpochUnknownErrorID() common.Hash {
	return common.HexToHash("0x6b7a7aa6b65385f8db99f093ab5e45a3a2d9ce8663c042b41521a82cb72bff24")
}

// UnpackEpochUnknownError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EpochUnknown(bytes32 policyId, uint16 epoch)
func (policyRegistry *PolicyRegistry) UnpackEpochUnknownError(raw []byte) (*PolicyRegistryEpochUnknown, error) {
	out := new(PolicyRegistryEpochUnknown)
	if err := policyRegistry.abi.UnpackIntoInterface(out, "EpochUnknown", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PolicyRegistryIssuersAlreadyRevoked represents a IssuersAlreadyRevoked error raised by the PolicyRegistry contract.
type PolicyRegistryIssuersAlreadyRevoked struct {
	Root *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error IssuersAlreadyRevoked(uint256 root)
func PolicyRegistryIssuersAlreadyRevokedErrorID() common.Hash {
	return common.HexToHash("0x272db73642e0ee2ba66049a580b7551d56ff671adce161743024109d094adfbc")
}

// UnpackIssuersAlreadyRevokedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error IssuersAlreadyRevoked(uint256 root)
func (policyRegistry *PolicyRegistry) UnpackIssuersAlreadyRevokedError(raw []byte) (*PolicyRegistryIssuersAlreadyRevoked, error) {
	out := new(PolicyRegistryIssuersAlreadyRevoked)
	if err := policyRegistry.abi.UnpackIntoInterface(out, "IssuersAlreadyRevoked", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PolicyRegistryIssuersUnknown represents a IssuersUnknown error raised by the PolicyRegistry contract.
type PolicyRegistryIssuersUnknown struct {
	Root *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error IssuersUnknown(uint256 root)
func PolicyRegistryIssuersUnknownErrorID() common.Hash {
	return common.HexToHash("0xc2701a12c56d246bd6094276e099567af39e0cb152e79ade4484efcf0bccfe9a")
}

// UnpackIssuersUnknownError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error IssuersUnknown(uint256 root)
func (policyRegistry *PolicyRegistry) UnpackIssuersUnknownError(raw []byte) (*PolicyRegistryIssuersUnknown, error) {
	out := new(PolicyRegistryIssuersUnknown)
	if err := policyRegistry.abi.UnpackIntoInterface(out, "IssuersUnknown", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PolicyRegistryNotGuardian represents a NotGuardian error raised by the PolicyRegistry contract.
type PolicyRegistryNotGuardian struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotGuardian(address caller)
func PolicyRegistryNotGuardianErrorID() common.Hash {
	return common.HexToHash("0xa252c151cd1ee155ad6a596fd962f839a8b963fd05f5e863eca095de2e0b08a4")
}

// UnpackNotGuardianError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotGuardian(address caller)
func (policyRegistry *PolicyRegistry) UnpackNotGuardianError(raw []byte) (*PolicyRegistryNotGuardian, error) {
	out := new(PolicyRegistryNotGuardian)
	if err := policyRegistry.abi.UnpackIntoInterface(out, "NotGuardian", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PolicyRegistryNotSponsor represents a NotSponsor error raised by the PolicyRegistry contract.
type PolicyRegistryNotSponsor struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotSponsor(address caller)
func PolicyRegistryNotSponsorErrorID() common.Hash {
	return common.HexToHash("0x246827bfc40d403fbda7337aca07f520a2d49671e86e9d45c4b3b194d5b8d883")
}

// UnpackNotSponsorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotSponsor(address caller)
func (policyRegistry *PolicyRegistry) UnpackNotSponsorError(raw []byte) (*PolicyRegistryNotSponsor, error) {
	out := new(PolicyRegistryNotSponsor)
	if err := policyRegistry.abi.UnpackIntoInterface(out, "NotSponsor", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PolicyRegistryOwnableInvalidOwner represents a OwnableInvalidOwner error raised by the PolicyRegistry contract.
type PolicyRegistryOwnableInvalidOwner struct {
	Owner common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableInvalidOwner(address owner)
func PolicyRegistryOwnableInvalidOwnerErrorID() common.Hash {
	return common.HexToHash("0x1e4fbdf7f3ef8bcaa855599e3abf48b232380f183f08f6f813d9ffa5bd585188")
}

// UnpackOwnableInvalidOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableInvalidOwner(address owner)
func (policyRegistry *PolicyRegistry) UnpackOwnableInvalidOwnerError(raw []byte) (*PolicyRegistryOwnableInvalidOwner, error) {
	out := new(PolicyRegistryOwnableInvalidOwner)
	if err := policyRegistry.abi.UnpackIntoInterface(out, "OwnableInvalidOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PolicyRegistryOwnableUnauthorizedAccount represents a OwnableUnauthorizedAccount error raised by the PolicyRegistry contract.
type PolicyRegistryOwnableUnauthorizedAccount struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func PolicyRegistryOwnableUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0x118cdaa7a341953d1887a2245fd6665d741c67c8c50581daa59e1d03373fa188")
}

// UnpackOwnableUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func (policyRegistry *PolicyRegistry) UnpackOwnableUnauthorizedAccountError(raw []byte) (*PolicyRegistryOwnableUnauthorizedAccount, error) {
	out := new(PolicyRegistryOwnableUnauthorizedAccount)
	if err := policyRegistry.abi.UnpackIntoInterface(out, "OwnableUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PolicyRegistryPolicyField represents a PolicyField error raised by the PolicyRegistry contract.
type PolicyRegistryPolicyField struct {
	Field string
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PolicyField(string field)
func PolicyRegistryPolicyFieldErrorID() common.Hash {
	return common.HexToHash("0x48a075a712d285d3c139334a5f92aa537a78fe2d04c1863bff7c3b5fc146d688")
}

// UnpackPolicyFieldError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PolicyField(string field)
func (policyRegistry *PolicyRegistry) UnpackPolicyFieldError(raw []byte) (*PolicyRegistryPolicyField, error) {
	out := new(PolicyRegistryPolicyField)
	if err := policyRegistry.abi.UnpackIntoInterface(out, "PolicyField", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PolicyRegistryPolicyIsClosed represents a PolicyIsClosed error raised by the PolicyRegistry contract.
type PolicyRegistryPolicyIsClosed struct {
	PolicyId [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PolicyIsClosed(bytes32 policyId)
func PolicyRegistryPolicyIsClosedErrorID() common.Hash {
	return common.HexToHash("0xb5678ab57564bef5e4bfebc44e6ba73af0e691bf704ae4c0a1568ad643c3e540")
}

// UnpackPolicyIsClosedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PolicyIsClosed(bytes32 policyId)
func (policyRegistry *PolicyRegistry) UnpackPolicyIsClosedError(raw []byte) (*PolicyRegistryPolicyIsClosed, error) {
	out := new(PolicyRegistryPolicyIsClosed)
	if err := policyRegistry.abi.UnpackIntoInterface(out, "PolicyIsClosed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PolicyRegistryPolicyKnown represents a PolicyKnown error raised by the PolicyRegistry contract.
type PolicyRegistryPolicyKnown struct {
	PolicyId [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PolicyKnown(bytes32 policyId)
func PolicyRegistryPolicyKnownErrorID() common.Hash {
	return common.HexToHash("0xb7854144d46d56d8807ed785e4fd897c54a8d3e66910eb33e9d726ab7393772a")
}

// UnpackPolicyKnownError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PolicyKnown(bytes32 policyId)
func (policyRegistry *PolicyRegistry) UnpackPolicyKnownError(raw []byte) (*PolicyRegistryPolicyKnown, error) {
	out := new(PolicyRegistryPolicyKnown)
	if err := policyRegistry.abi.UnpackIntoInterface(out, "PolicyKnown", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PolicyRegistryPolicyUnknown represents a PolicyUnknown error raised by the PolicyRegistry contract.
type PolicyRegistryPolicyUnknown struct {
	PolicyId [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PolicyUnknown(bytes32 policyId)
func PolicyRegistryPolicyUnknownErrorID() common.Hash {
	return common.HexToHash("0x9af11b76fd8e3de6214c3066e1368fda9c909e045fb77fec979a70a92e2bb31a")
}

// UnpackPolicyUnknownError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PolicyUnknown(bytes32 policyId)
func (policyRegistry *PolicyRegistry) UnpackPolicyUnknownError(raw []byte) (*PolicyRegistryPolicyUnknown, error) {
	out := new(PolicyRegistryPolicyUnknown)
	if err := policyRegistry.abi.UnpackIntoInterface(out, "PolicyUnknown", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PolicyRegistryRenounceRefused represents a RenounceRefused error raised by the PolicyRegistry contract.
type PolicyRegistryRenounceRefused struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RenounceRefused()
func PolicyRegistryRenounceRefusedErrorID() common.Hash {
	return common.HexToHash("0xcc68baac6e6af226878123b30ec3351011eb09927cee5c05af5ddb57a0c851b8")
}

// UnpackRenounceRefusedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RenounceRefused()
func (policyRegistry *PolicyRegistry) UnpackRenounceRefusedError(raw []byte) (*PolicyRegistryRenounceRefused, error) {
	out := new(PolicyRegistryRenounceRefused)
	if err := policyRegistry.abi.UnpackIntoInterface(out, "RenounceRefused", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PremiumRebateVaultMetaData contains all meta data concerning the PremiumRebateVault contract.
var PremiumRebateVaultMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"contractAttestationGate\",\"name\":\"gate_\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[],\"name\":\"AmountZero\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"}],\"name\":\"ClaimsStillOpen\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"}],\"name\":\"EpochCapReached\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"NotSponsor\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"}],\"name\":\"PotEmpty\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"}],\"name\":\"PotExists\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"PotTerms\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"}],\"name\":\"PotUnknown\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"RebateKnown\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"RebateNotOwed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"},{\"internalType\":\"enumIAttestationGate.Status\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"RecordNotValid\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReentrancyGuardReentrantCall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"bits\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"SafeCastOverflowedUintDowncast\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"}],\"name\":\"SafeERC20FailedOperation\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"name\":\"PotFunded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"contractIERC20\",\"name\":\"token\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"rebate\",\"type\":\"uint128\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"capPerEpoch\",\"type\":\"uint32\"}],\"name\":\"PotOpened\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"amount\",\"type\":\"uint128\"}],\"name\":\"PotReclaimed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"RebateBooked\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"RebatePaid\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"}],\"name\":\"bookedIn\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"claim\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"fund\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"gate\",\"outputs\":[{\"internalType\":\"contractIAttestationGate\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"contractIERC20\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint128\",\"name\":\"rebate\",\"type\":\"uint128\"},{\"internalType\":\"uint32\",\"name\":\"capPerEpoch\",\"type\":\"uint32\"}],\"name\":\"open\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"policies\",\"outputs\":[{\"internalType\":\"contractIPolicyRegistry\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"}],\"name\":\"pot\",\"outputs\":[{\"components\":[{\"internalType\":\"contractIERC20\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"capPerEpoch\",\"type\":\"uint32\"},{\"internalType\":\"uint128\",\"name\":\"rebate\",\"type\":\"uint128\"},{\"internalType\":\"uint128\",\"name\":\"free\",\"type\":\"uint128\"},{\"internalType\":\"uint128\",\"name\":\"booked\",\"type\":\"uint128\"},{\"internalType\":\"uint128\",\"name\":\"paid\",\"type\":\"uint128\"}],\"internalType\":\"structIPremiumRebateVault.Pot\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"rebateOf\",\"outputs\":[{\"internalType\":\"enumIPremiumRebateVault.Rebate\",\"name\":\"\",\"type\":\"uint8\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"}],\"name\":\"reclaim\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"components\":[{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"recipient\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"},{\"internalType\":\"bytes\",\"name\":\"proof\",\"type\":\"bytes\"},{\"internalType\":\"bytes\",\"name\":\"consent\",\"type\":\"bytes\"}],\"internalType\":\"structIAttestationGate.Answer\",\"name\":\"answer\",\"type\":\"tuple\"}],\"name\":\"submitAndPay\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes4\",\"name\":\"interfaceId\",\"type\":\"bytes4\"}],\"name\":\"supportsInterface\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"withdraw\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "PremiumRebateVault",
}

// PremiumRebateVault is an auto generated Go binding around an Ethereum contract.
type PremiumRebateVault struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *PremiumRebateVault) GetABI() abi.ABI {
	return c.abi
}

// NewPremiumRebateVault creates a new instance of PremiumRebateVault.
func NewPremiumRebateVault() *PremiumRebateVault {
	parsed, err := PremiumRebateVaultMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &PremiumRebateVault{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *PremiumRebateVault) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address gate_) returns()
func (premiumRebateVault *PremiumRebateVault) PackConstructor(gate_ common.Address) []byte {
	enc, err := premiumRebateVault.abi.Pack("", gate_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackBookedIn is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc87a031a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function bookedIn(bytes32 policyId, uint16 epoch) view returns(uint32)
func (premiumRebateVault *PremiumRebateVault) PackBookedIn(policyId [32]byte, epoch uint16) []byte {
	enc, err := premiumRebateVault.abi.Pack("bookedIn", policyId, epoch)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBookedIn is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc87a031a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function bookedIn(bytes32 policyId, uint16 epoch) view returns(uint32)
func (premiumRebateVault *PremiumRebateVault) TryPackBookedIn(policyId [32]byte, epoch uint16) ([]byte, error) {
	return premiumRebateVault.abi.Pack("bookedIn", policyId, epoch)
}

// UnpackBookedIn is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc87a031a.
//
// Solidity: function bookedIn(bytes32 policyId, uint16 epoch) view returns(uint32)
func (premiumRebateVault *PremiumRebateVault) UnpackBookedIn(data []byte) (uint32, error) {
	out, err := premiumRebateVault.abi.Unpack("bookedIn", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcb728685.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claim(bytes32 policyId, uint16 epoch, uint256 nullifier) returns()
func (premiumRebateVault *PremiumRebateVault) PackClaim(policyId [32]byte, epoch uint16, nullifier *big.Int) []byte {
	enc, err := premiumRebateVault.abi.Pack("claim", policyId, epoch, nullifier)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcb728685.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claim(bytes32 policyId, uint16 epoch, uint256 nullifier) returns()
func (premiumRebateVault *PremiumRebateVault) TryPackClaim(policyId [32]byte, epoch uint16, nullifier *big.Int) ([]byte, error) {
	return premiumRebateVault.abi.Pack("claim", policyId, epoch, nullifier)
}

// PackFund is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe46bbc9e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function fund(bytes32 policyId, uint256 amount) returns()
func (premiumRebateVault *PremiumRebateVault) PackFund(policyId [32]byte, amount *big.Int) []byte {
	enc, err := premiumRebateVault.abi.Pack("fund", policyId, amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFund is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe46bbc9e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function fund(bytes32 policyId, uint256 amount) returns()
func (premiumRebateVault *PremiumRebateVault) TryPackFund(policyId [32]byte, amount *big.Int) ([]byte, error) {
	return premiumRebateVault.abi.Pack("fund", policyId, amount)
}

// PackGate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a0ebc88.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function gate() view returns(address)
func (premiumRebateVault *PremiumRebateVault) PackGate() []byte {
	enc, err := premiumRebateVault.abi.Pack("gate")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a0ebc88.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function gate() view returns(address)
func (premiumRebateVault *PremiumRebateVault) TryPackGate() ([]byte, error) {
	return premiumRebateVault.abi.Pack("gate")
}

// UnpackGate is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7a0ebc88.
//
// Solidity: function gate() view returns(address)
func (premiumRebateVault *PremiumRebateVault) UnpackGate(data []byte) (common.Address, error) {
	out, err := premiumRebateVault.abi.Unpack("gate", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackOpen is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf14579bd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function open(bytes32 policyId, address token, uint128 rebate, uint32 capPerEpoch) returns()
func (premiumRebateVault *PremiumRebateVault) PackOpen(policyId [32]byte, token common.Address, rebate *big.Int, capPerEpoch uint32) []byte {
	enc, err := premiumRebateVault.abi.Pack("open", policyId, token, rebate, capPerEpoch)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOpen is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf14579bd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function open(bytes32 policyId, address token, uint128 rebate, uint32 capPerEpoch) returns()
func (premiumRebateVault *PremiumRebateVault) TryPackOpen(policyId [32]byte, token common.Address, rebate *big.Int, capPerEpoch uint32) ([]byte, error) {
	return premiumRebateVault.abi.Pack("open", policyId, token, rebate, capPerEpoch)
}

// PackPolicies is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x702e7e1f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function policies() view returns(address)
func (premiumRebateVault *PremiumRebateVault) PackPolicies() []byte {
	enc, err := premiumRebateVault.abi.Pack("policies")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPolicies is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x702e7e1f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function policies() view returns(address)
func (premiumRebateVault *PremiumRebateVault) TryPackPolicies() ([]byte, error) {
	return premiumRebateVault.abi.Pack("policies")
}

// UnpackPolicies is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x702e7e1f.
//
// Solidity: function policies() view returns(address)
func (premiumRebateVault *PremiumRebateVault) UnpackPolicies(data []byte) (common.Address, error) {
	out, err := premiumRebateVault.abi.Unpack("policies", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackPot is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x03f60a78.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pot(bytes32 policyId) view returns((address,uint32,uint128,uint128,uint128,uint128))
func (premiumRebateVault *PremiumRebateVault) PackPot(policyId [32]byte) []byte {
	enc, err := premiumRebateVault.abi.Pack("pot", policyId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPot is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x03f60a78.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pot(bytes32 policyId) view returns((address,uint32,uint128,uint128,uint128,uint128))
func (premiumRebateVault *PremiumRebateVault) TryPackPot(policyId [32]byte) ([]byte, error) {
	return premiumRebateVault.abi.Pack("pot", policyId)
}

// UnpackPot is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x03f60a78.
//
// Solidity: function pot(bytes32 policyId) view returns((address,uint32,uint128,uint128,uint128,uint128))
func (premiumRebateVault *PremiumRebateVault) UnpackPot(data []byte) (IPremiumRebateVaultPot, error) {
	out, err := premiumRebateVault.abi.Unpack("pot", data)
	if err != nil {
		return *new(IPremiumRebateVaultPot), err
	}
	out0 := *abi.ConvertType(out[0], new(IPremiumRebateVaultPot)).(*IPremiumRebateVaultPot)
	return out0, nil
}

// PackRebateOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd24b0b3c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function rebateOf(bytes32 policyId, uint16 epoch, uint256 nullifier) view returns(uint8)
func (premiumRebateVault *PremiumRebateVault) PackRebateOf(policyId [32]byte, epoch uint16, nullifier *big.Int) []byte {
	enc, err := premiumRebateVault.abi.Pack("rebateOf", policyId, epoch, nullifier)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRebateOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd24b0b3c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function rebateOf(bytes32 policyId, uint16 epoch, uint256 nullifier) view returns(uint8)
func (premiumRebateVault *PremiumRebateVault) TryPackRebateOf(policyId [32]byte, epoch uint16, nullifier *big.Int) ([]byte, error) {
	return premiumRebateVault.abi.Pack("rebateOf", policyId, epoch, nullifier)
}

// UnpackRebateOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd24b0b3c.
//
// Solidity: function rebateOf(bytes32 policyId, uint16 epoch, uint256 nullifier) view returns(uint8)
func (premiumRebateVault *PremiumRebateVault) UnpackRebateOf(data []byte) (uint8, error) {
	out, err := premiumRebateVault.abi.Unpack("rebateOf", data)
	if err != nil {
		return *new(uint8), err
	}
	out0 := *abi.ConvertType(out[0], new(uint8)).(*uint8)
	return out0, nil
}

// PackReclaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2b73640b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function reclaim(bytes32 policyId, address to) returns()
func (premiumRebateVault *PremiumRebateVault) PackReclaim(policyId [32]byte, to common.Address) []byte {
	enc, err := premiumRebateVault.abi.Pack("reclaim", policyId, to)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReclaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2b73640b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function reclaim(bytes32 policyId, address to) returns()
func (premiumRebateVault *PremiumRebateVault) TryPackReclaim(policyId [32]byte, to common.Address) ([]byte, error) {
	return premiumRebateVault.abi.Pack("reclaim", policyId, to)
}

// PackSubmitAndPay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcec1e97a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function submitAndPay(bytes32 policyId, uint16 epoch, (uint256,address,uint64,bytes,bytes) answer) returns()
func (premiumRebateVault *PremiumRebateVault) PackSubmitAndPay(policyId [32]byte, epoch uint16, answer IAttestationGateAnswer) []byte {
	enc, err := premiumRebateVault.abi.Pack("submitAndPay", policyId, epoch, answer)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSubmitAndPay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcec1e97a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function submitAndPay(bytes32 policyId, uint16 epoch, (uint256,address,uint64,bytes,bytes) answer) returns()
func (premiumRebateVault *PremiumRebateVault) TryPackSubmitAndPay(policyId [32]byte, epoch uint16, answer IAttestationGateAnswer) ([]byte, error) {
	return premiumRebateVault.abi.Pack("submitAndPay", policyId, epoch, answer)
}

// PackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (premiumRebateVault *PremiumRebateVault) PackSupportsInterface(interfaceId [4]byte) []byte {
	enc, err := premiumRebateVault.abi.Pack("supportsInterface", interfaceId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (premiumRebateVault *PremiumRebateVault) TryPackSupportsInterface(interfaceId [4]byte) ([]byte, error) {
	return premiumRebateVault.abi.Pack("supportsInterface", interfaceId)
}

// UnpackSupportsInterface is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x01ffc9a7.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (premiumRebateVault *PremiumRebateVault) UnpackSupportsInterface(data []byte) (bool, error) {
	out, err := premiumRebateVault.abi.Unpack("supportsInterface", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb07805d1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdraw(bytes32 policyId, uint16 epoch, uint256 nullifier) returns()
func (premiumRebateVault *PremiumRebateVault) PackWithdraw(policyId [32]byte, epoch uint16, nullifier *big.Int) []byte {
	enc, err := premiumRebateVault.abi.Pack("withdraw", policyId, epoch, nullifier)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb07805d1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdraw(bytes32 policyId, uint16 epoch, uint256 nullifier) returns()
func (premiumRebateVault *PremiumRebateVault) TryPackWithdraw(policyId [32]byte, epoch uint16, nullifier *big.Int) ([]byte, error) {
	return premiumRebateVault.abi.Pack("withdraw", policyId, epoch, nullifier)
}

// PremiumRebateVaultPotFunded represents a PotFunded event raised by the PremiumRebateVault contract.
type PremiumRebateVaultPotFunded struct {
	PolicyId [32]byte
	From     common.Address
	Amount   *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const PremiumRebateVaultPotFundedEventName = "PotFunded"

// ContractEventName returns the user-defined event name.
func (PremiumRebateVaultPotFunded) ContractEventName() string {
	return PremiumRebateVaultPotFundedEventName
}

// UnpackPotFundedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PotFunded(bytes32 indexed policyId, address indexed from, uint128 amount)
func (premiumRebateVault *PremiumRebateVault) UnpackPotFundedEvent(log *types.Log) (*PremiumRebateVaultPotFunded, error) {
	event := "PotFunded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != premiumRebateVault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PremiumRebateVaultPotFunded)
	if len(log.Data) > 0 {
		if err := premiumRebateVault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range premiumRebateVault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PremiumRebateVaultPotOpened represents a PotOpened event raised by the PremiumRebateVault contract.
type PremiumRebateVaultPotOpened struct {
	PolicyId    [32]byte
	Token       common.Address
	Rebate      *big.Int
	CapPerEpoch uint32
	Raw         *types.Log // Blockchain specific contextual infos
}

const PremiumRebateVaultPotOpenedEventName = "PotOpened"

// ContractEventName returns the user-defined event name.
func (PremiumRebateVaultPotOpened) ContractEventName() string {
	return PremiumRebateVaultPotOpenedEventName
}

// UnpackPotOpenedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PotOpened(bytes32 indexed policyId, address indexed token, uint128 rebate, uint32 capPerEpoch)
func (premiumRebateVault *PremiumRebateVault) UnpackPotOpenedEvent(log *types.Log) (*PremiumRebateVaultPotOpened, error) {
	event := "PotOpened"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != premiumRebateVault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PremiumRebateVaultPotOpened)
	if len(log.Data) > 0 {
		if err := premiumRebateVault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range premiumRebateVault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PremiumRebateVaultPotReclaimed represents a PotReclaimed event raised by the PremiumRebateVault contract.
type PremiumRebateVaultPotReclaimed struct {
	PolicyId [32]byte
	To       common.Address
	Amount   *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const PremiumRebateVaultPotReclaimedEventName = "PotReclaimed"

// ContractEventName returns the user-defined event name.
func (PremiumRebateVaultPotReclaimed) ContractEventName() string {
	return PremiumRebateVaultPotReclaimedEventName
}

// UnpackPotReclaimedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PotReclaimed(bytes32 indexed policyId, address indexed to, uint128 amount)
func (premiumRebateVault *PremiumRebateVault) UnpackPotReclaimedEvent(log *types.Log) (*PremiumRebateVaultPotReclaimed, error) {
	event := "PotReclaimed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != premiumRebateVault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PremiumRebateVaultPotReclaimed)
	if len(log.Data) > 0 {
		if err := premiumRebateVault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range premiumRebateVault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PremiumRebateVaultRebateBooked represents a RebateBooked event raised by the PremiumRebateVault contract.
type PremiumRebateVaultRebateBooked struct {
	PolicyId  [32]byte
	Epoch     uint16
	Nullifier *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const PremiumRebateVaultRebateBookedEventName = "RebateBooked"

// ContractEventName returns the user-defined event name.
func (PremiumRebateVaultRebateBooked) ContractEventName() string {
	return PremiumRebateVaultRebateBookedEventName
}

// UnpackRebateBookedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RebateBooked(bytes32 indexed policyId, uint16 indexed epoch, uint256 indexed nullifier)
func (premiumRebateVault *PremiumRebateVault) UnpackRebateBookedEvent(log *types.Log) (*PremiumRebateVaultRebateBooked, error) {
	event := "RebateBooked"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != premiumRebateVault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PremiumRebateVaultRebateBooked)
	if len(log.Data) > 0 {
		if err := premiumRebateVault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range premiumRebateVault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PremiumRebateVaultRebatePaid represents a RebatePaid event raised by the PremiumRebateVault contract.
type PremiumRebateVaultRebatePaid struct {
	PolicyId  [32]byte
	Epoch     uint16
	Nullifier *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const PremiumRebateVaultRebatePaidEventName = "RebatePaid"

// ContractEventName returns the user-defined event name.
func (PremiumRebateVaultRebatePaid) ContractEventName() string {
	return PremiumRebateVaultRebatePaidEventName
}

// UnpackRebatePaidEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RebatePaid(bytes32 indexed policyId, uint16 indexed epoch, uint256 indexed nullifier)
func (premiumRebateVault *PremiumRebateVault) UnpackRebatePaidEvent(log *types.Log) (*PremiumRebateVaultRebatePaid, error) {
	event := "RebatePaid"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != premiumRebateVault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PremiumRebateVaultRebatePaid)
	if len(log.Data) > 0 {
		if err := premiumRebateVault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range premiumRebateVault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (premiumRebateVault *PremiumRebateVault) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], premiumRebateVault.abi.Errors["AmountZero"].ID.Bytes()[:4]) {
		return premiumRebateVault.UnpackAmountZeroError(raw[4:])
	}
	if bytes.Equal(raw[:4], premiumRebateVault.abi.Errors["ClaimsStillOpen"].ID.Bytes()[:4]) {
		return premiumRebateVault.UnpackClaimsStillOpenError(raw[4:])
	}
	if bytes.Equal(raw[:4], premiumRebateVault.abi.Errors["EpochCapReached"].ID.Bytes()[:4]) {
		return premiumRebateVault.UnpackEpochCapReachedError(raw[4:])
	}
	if bytes.Equal(raw[:4], premiumRebateVault.abi.Errors["NotSponsor"].ID.Bytes()[:4]) {
		return premiumRebateVault.UnpackNotSponsorError(raw[4:])
	}
	if bytes.Equal(raw[:4], premiumRebateVault.abi.Errors["PotEmpty"].ID.Bytes()[:4]) {
		return premiumRebateVault.UnpackPotEmptyError(raw[4:])
	}
	if bytes.Equal(raw[:4], premiumRebateVault.abi.Errors["PotExists"].ID.Bytes()[:4]) {
		return premiumRebateVault.UnpackPotExistsError(raw[4:])
	}
	if bytes.Equal(raw[:4], premiumRebateVault.abi.Errors["PotTerms"].ID.Bytes()[:4]) {
		return premiumRebateVault.UnpackPotTermsError(raw[4:])
	}
	if bytes.Equal(raw[:4], premiumRebateVault.abi.Errors["PotUnknown"].ID.Bytes()[:4]) {
		return premiumRebateVault.UnpackPotUnknownError(raw[4:])
	}
	if bytes.Equal(raw[:4], premiumRebateVault.abi.Errors["RebateKnown"].ID.Bytes()[:4]) {
		return premiumRebateVault.UnpackRebateKnownError(raw[4:])
	}
	if bytes.Equal(raw[:4], premiumRebateVault.abi.Errors["RebateNotOwed"].ID.Bytes()[:4]) {
		return premiumRebateVault.UnpackRebateNotOwedError(raw[4:])
	}
	if bytes.Equal(raw[:4], premiumRebateVault.abi.Errors["RecordNotValid"].ID.Bytes()[:4]) {
		return premiumRebateVault.UnpackRecordNotValidError(raw[4:])
	}
	if bytes.Equal(raw[:4], premiumRebateVault.abi.Errors["ReentrancyGuardReentrantCall"].ID.Bytes()[:4]) {
		return premiumRebateVault.UnpackReentrancyGuardReentrantCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], premiumRebateVault.abi.Errors["SafeCastOverflowedUintDowncast"].ID.Bytes()[:4]) {
		return premiumRebateVault.UnpackSafeCastOverflowedUintDowncastError(raw[4:])
	}
	if bytes.Equal(raw[:4], premiumRebateVault.abi.Errors["SafeERC20FailedOperation"].ID.Bytes()[:4]) {
		return premiumRebateVault.UnpackSafeERC20FailedOperationError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// PremiumRebateVaultAmountZero represents a AmountZero error raised by the PremiumRebateVault contract.
type PremiumRebateVaultAmountZero struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AmountZero()
func PremiumRebateVaultAmountZeroErrorID() common.Hash {
	return common.HexToHash("0xcbca5aa2ad16a85304d7d97575ce258a35c5a7d8db613ec1cb75ff3d0071488f")
}

// UnpackAmountZeroError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AmountZero()
func (premiumRebateVault *PremiumRebateVault) UnpackAmountZeroError(raw []byte) (*PremiumRebateVaultAmountZero, error) {
	out := new(PremiumRebateVaultAmountZero)
	if err := premiumRebateVault.abi.UnpackIntoInterface(out, "AmountZero", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PremiumRebateVaultClaimsStillOpen represents a ClaimsStillOpen error raised by the PremiumRebateVault contract.
type PremiumRebateVaultClaimsStillOpen struct {
	Until uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ClaimsStillOpen(uint64 until)
func PremiumRebateVaultClaimsStillOpenErrorID() common.Hash {
	return common.HexToHash("0x9ec3ff8a3589a48b93644ccf31336774ffe731165bbe583cd1ec9e22fb6a3620")
}

// UnpackClaimsStillOpenError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ClaimsStillOpen(uint64 until)
func (premiumRebateVault *PremiumRebateVault) UnpackClaimsStillOpenError(raw []byte) (*PremiumRebateVaultClaimsStillOpen, error) {
	out := new(PremiumRebateVaultClaimsStillOpen)
	if err := premiumRebateVault.abi.UnpackIntoInterface(out, "ClaimsStillOpen", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PremiumRebateVaultEpochCapReached represents a EpochCapReached error raised by the PremiumRebateVault contract.
type PremiumRebateVaultEpochCapReached struct {
	PolicyId [32]byte
	Epoch    uint16
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EpochCapReached(bytes32 policyId, uint16 epoch)
func PremiumRebateVaultEpochCapReachedErrorID() common.Hash {
	return common.HexToHash("0x0bed459a9e1cd13d3f13d99eb95f858d087a89e748a2835d0e1e5b2f18f86582")
}

// UnpackEpochCapReachedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EpochCapReached(bytes32 policyId, uint16 epoch)
func (premiumRebateVault *PremiumRebateVault) UnpackEpochCapReachedError(raw []byte) (*PremiumRebateVaultEpochCapReached, error) {
	out := new(PremiumRebateVaultEpochCapReached)
	if err := premiumRebateVault.abi.UnpackIntoInterface(out, "EpochCapReached", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PremiumRebateVaultNotSponsor represents a NotSponsor error raised by the PremiumRebateVault contract.
type PremiumRebateVaultNotSponsor struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotSponsor(address caller)
func PremiumRebateVaultNotSponsorErrorID() common.Hash {
	return common.HexToHash("0x246827bfc40d403fbda7337aca07f520a2d49671e86e9d45c4b3b194d5b8d883")
}

// UnpackNotSponsorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotSponsor(address caller)
func (premiumRebateVault *PremiumRebateVault) UnpackNotSponsorError(raw []byte) (*PremiumRebateVaultNotSponsor, error) {
	out := new(PremiumRebateVaultNotSponsor)
	if err := premiumRebateVault.abi.UnpackIntoInterface(out, "NotSponsor", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PremiumRebateVaultPotEmpty represents a PotEmpty error raised by the PremiumRebateVault contract.
type PremiumRebateVaultPotEmpty struct {
	PolicyId [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PotEmpty(bytes32 policyId)
func PremiumRebateVaultPotEmptyErrorID() common.Hash {
	return common.HexToHash("0x370dc1cb705cb33f3f0a829426f8fc63def6fd1bedde68fd1b54fc06593ffbf4")
}

// UnpackPotEmptyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PotEmpty(bytes32 policyId)
func (premiumRebateVault *PremiumRebateVault) UnpackPotEmptyError(raw []byte) (*PremiumRebateVaultPotEmpty, error) {
	out := new(PremiumRebateVaultPotEmpty)
	if err := premiumRebateVault.abi.UnpackIntoInterface(out, "PotEmpty", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PremiumRebateVaultPotExists represents a PotExists error raised by the PremiumRebateVault contract.
type PremiumRebateVaultPotExists struct {
	PolicyId [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PotExists(bytes32 policyId)
func PremiumRebateVaultPotExistsErrorID() common.Hash {
	return common.HexToHash("0x2a9641dc311683d2131faa6df31ef2c2afa798c0f2977cd640bf4a7795cdc64c")
}

// UnpackPotExistsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PotExists(bytes32 policyId)
func (premiumRebateVault *PremiumRebateVault) UnpackPotExistsError(raw []byte) (*PremiumRebateVaultPotExists, error) {
	out := new(PremiumRebateVaultPotExists)
	if err := premiumRebateVault.abi.UnpackIntoInterface(out, "PotExists", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PremiumRebateVaultPotTerms represents a PotTerms error raised by the PremiumRebateVault contract.
type PremiumRebateVaultPotTerms struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PotTerms()
func PremiumRebateVaultPotTermsErrorID() common.Hash {
	return common.HexToHash("0xc9fd583a683f9ac4fb6ee6a449ed6b87b278c16a04f4f29dfdd23e423b1fa64c")
}

// UnpackPotTermsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PotTerms()
func (premiumRebateVault *PremiumRebateVault) UnpackPotTermsError(raw []byte) (*PremiumRebateVaultPotTerms, error) {
	out := new(PremiumRebateVaultPotTerms)
	if err := premiumRebateVault.abi.UnpackIntoInterface(out, "PotTerms", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PremiumRebateVaultPotUnknown represents a PotUnknown error raised by the PremiumRebateVault contract.
type PremiumRebateVaultPotUnknown struct {
	PolicyId [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PotUnknown(bytes32 policyId)
func PremiumRebateVaultPotUnknownErrorID() common.Hash {
	return common.HexToHash("0x4347c8ec6d69accaa391d90a1d2b1fa909d7b15c3141c2f722543cb0131a003f")
}

// UnpackPotUnknownError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PotUnknown(bytes32 policyId)
func (premiumRebateVault *PremiumRebateVault) UnpackPotUnknownError(raw []byte) (*PremiumRebateVaultPotUnknown, error) {
	out := new(PremiumRebateVaultPotUnknown)
	if err := premiumRebateVault.abi.UnpackIntoInterface(out, "PotUnknown", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PremiumRebateVaultRebateKnown represents a RebateKnown error raised by the PremiumRebateVault contract.
type PremiumRebateVaultRebateKnown struct {
	Nullifier *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RebateKnown(uint256 nullifier)
func PremiumRebateVaultRebateKnownErrorID() common.Hash {
	return common.HexToHash("0xf13961e6d04244012f596b818d5ff38d47fd31f768ab77ae92be458761769900")
}

// UnpackRebateKnownError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RebateKnown(uint256 nullifier)
func (premiumRebateVault *PremiumRebateVault) UnpackRebateKnownError(raw []byte) (*PremiumRebateVaultRebateKnown, error) {
	out := new(PremiumRebateVaultRebateKnown)
	if err := premiumRebateVault.abi.UnpackIntoInterface(out, "RebateKnown", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PremiumRebateVaultRebateNotOwed represents a RebateNotOwed error raised by the PremiumRebateVault contract.
type PremiumRebateVaultRebateNotOwed struct {
	Nullifier *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RebateNotOwed(uint256 nullifier)
func PremiumRebateVaultRebateNotOwedErrorID() common.Hash {
	return common.HexToHash("0x83c3f94f1f1e8ad07c0e4b017dd7df6ed309a4b1a5e9399c7c04f6f81f8fb3ac")
}

// UnpackRebateNotOwedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RebateNotOwed(uint256 nullifier)
func (premiumRebateVault *PremiumRebateVault) UnpackRebateNotOwedError(raw []byte) (*PremiumRebateVaultRebateNotOwed, error) {
	out := new(PremiumRebateVaultRebateNotOwed)
	if err := premiumRebateVault.abi.UnpackIntoInterface(out, "RebateNotOwed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PremiumRebateVaultRecordNotValid represents a RecordNotValid error raised by the PremiumRebateVault contract.
type PremiumRebateVaultRecordNotValid struct {
	Nullifier *big.Int
	Status    uint8
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RecordNotValid(uint256 nullifier, uint8 status)
func PremiumRebateVaultRecordNotValidErrorID() common.Hash {
	return common.HexToHash("0xe0fe3207a027d7ffe89a67d885c4a3ae856f50fb7f644518881b051c9c0cf481")
}

// UnpackRecordNotValidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RecordNotValid(uint256 nullifier, uint8 status)
func (premiumRebateVault *PremiumRebateVault) UnpackRecordNotValidError(raw []byte) (*PremiumRebateVaultRecordNotValid, error) {
	out := new(PremiumRebateVaultRecordNotValid)
	if err := premiumRebateVault.abi.UnpackIntoInterface(out, "RecordNotValid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PremiumRebateVaultReentrancyGuardReentrantCall represents a ReentrancyGuardReentrantCall error raised by the PremiumRebateVault contract.
type PremiumRebateVaultReentrancyGuardReentrantCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReentrancyGuardReentrantCall()
func PremiumRebateVaultReentrancyGuardReentrantCallErrorID() common.Hash {
	return common.HexToHash("0x3ee5aeb571de7fc460830b4d0017439a1ca56fb0bc39062227ade4fe4a24c1ca")
}

// UnpackReentrancyGuardReentrantCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReentrancyGuardReentrantCall()
func (premiumRebateVault *PremiumRebateVault) UnpackReentrancyGuardReentrantCallError(raw []byte) (*PremiumRebateVaultReentrancyGuardReentrantCall, error) {
	out := new(PremiumRebateVaultReentrancyGuardReentrantCall)
	if err := premiumRebateVault.abi.UnpackIntoInterface(out, "ReentrancyGuardReentrantCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PremiumRebateVaultSafeCastOverflowedUintDowncast represents a SafeCastOverflowedUintDowncast error raised by the PremiumRebateVault contract.
type PremiumRebateVaultSafeCastOverflowedUintDowncast struct {
	Bits  uint8
	Value *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func PremiumRebateVaultSafeCastOverflowedUintDowncastErrorID() common.Hash {
	return common.HexToHash("0x6dfcc6503a32754ce7a89698e18201fc5294fd4aad43edefee786f88423b1a12")
}

// UnpackSafeCastOverflowedUintDowncastError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func (premiumRebateVault *PremiumRebateVault) UnpackSafeCastOverflowedUintDowncastError(raw []byte) (*PremiumRebateVaultSafeCastOverflowedUintDowncast, error) {
	out := new(PremiumRebateVaultSafeCastOverflowedUintDowncast)
	if err := premiumRebateVault.abi.UnpackIntoInterface(out, "SafeCastOverflowedUintDowncast", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PremiumRebateVaultSafeERC20FailedOperation represents a SafeERC20FailedOperation error raised by the PremiumRebateVault contract.
type PremiumRebateVaultSafeERC20FailedOperation struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeERC20FailedOperation(address token)
func PremiumRebateVaultSafeERC20FailedOperationErrorID() common.Hash {
	return common.HexToHash("0x5274afe73c98b4749fc91ffae6b7b574e7842cb2144a159e9377a5f20b32edf9")
}

// UnpackSafeERC20FailedOperationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeERC20FailedOperation(address token)
func (premiumRebateVault *PremiumRebateVault) UnpackSafeERC20FailedOperationError(raw []byte) (*PremiumRebateVaultSafeERC20FailedOperation, error) {
	out := new(PremiumRebateVaultSafeERC20FailedOperation)
	if err := premiumRebateVault.abi.UnpackIntoInterface(out, "SafeERC20FailedOperation", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StudyEnrolmentMetaData contains all meta data concerning the StudyEnrolment contract.
var StudyEnrolmentMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"contractAttestationGate\",\"name\":\"gate_\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"AlreadyEnrolled\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"NotSponsor\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"quota\",\"type\":\"uint32\"}],\"name\":\"QuotaReached\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"QuotaZero\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"},{\"internalType\":\"enumIAttestationGate.Status\",\"name\":\"status\",\"type\":\"uint8\"}],\"name\":\"RecordNotValid\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"}],\"name\":\"StudyExists\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"}],\"name\":\"StudyIsClosed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"}],\"name\":\"StudyUnknown\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"Enrolled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"participants\",\"type\":\"uint32\"}],\"name\":\"StudyClosed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"quota\",\"type\":\"uint32\"}],\"name\":\"StudyOpened\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"}],\"name\":\"close\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"enrol\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"gate\",\"outputs\":[{\"internalType\":\"contractIAttestationGate\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"}],\"name\":\"isEnrolled\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"internalType\":\"uint32\",\"name\":\"quota\",\"type\":\"uint32\"}],\"name\":\"open\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"policies\",\"outputs\":[{\"internalType\":\"contractIPolicyRegistry\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"}],\"name\":\"study\",\"outputs\":[{\"components\":[{\"internalType\":\"uint32\",\"name\":\"quota\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"participants\",\"type\":\"uint32\"},{\"internalType\":\"bool\",\"name\":\"closed\",\"type\":\"bool\"}],\"internalType\":\"structIStudyEnrolment.Study\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"policyId\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"epoch\",\"type\":\"uint16\"},{\"components\":[{\"internalType\":\"uint256\",\"name\":\"nullifier\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"recipient\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"},{\"internalType\":\"bytes\",\"name\":\"proof\",\"type\":\"bytes\"},{\"internalType\":\"bytes\",\"name\":\"consent\",\"type\":\"bytes\"}],\"internalType\":\"structIAttestationGate.Answer\",\"name\":\"answer\",\"type\":\"tuple\"}],\"name\":\"submitAndEnrol\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes4\",\"name\":\"interfaceId\",\"type\":\"bytes4\"}],\"name\":\"supportsInterface\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "StudyEnrolment",
}

// StudyEnrolment is an auto generated Go binding around an Ethereum contract.
type StudyEnrolment struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *StudyEnrolment) GetABI() abi.ABI {
	return c.abi
}

// NewStudyEnrolment creates a new instance of StudyEnrolment.
func NewStudyEnrolment() *StudyEnrolment {
	parsed, err := StudyEnrolmentMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &StudyEnrolment{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *StudyEnrolment) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address gate_) returns()
func (studyEnrolment *StudyEnrolment) PackConstructor(gate_ common.Address) []byte {
	enc, err := studyEnrolment.abi.Pack("", gate_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackClose is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6dbc7424.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function close(bytes32 policyId, uint16 epoch) returns()
func (studyEnrolment *StudyEnrolment) PackClose(policyId [32]byte, epoch uint16) []byte {
	enc, err := studyEnrolment.abi.Pack("close", policyId, epoch)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClose is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6dbc7424.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function close(bytes32 policyId, uint16 epoch) returns()
func (studyEnrolment *StudyEnrolment) TryPackClose(policyId [32]byte, epoch uint16) ([]byte, error) {
	return studyEnrolment.abi.Pack("close", policyId, epoch)
}

// PackEnrol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1ab68dc1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function enrol(bytes32 policyId, uint16 epoch, uint256 nullifier) returns()
func (studyEnrolment *StudyEnrolment) PackEnrol(policyId [32]byte, epoch uint16, nullifier *big.Int) []byte {
	enc, err := studyEnrolment.abi.Pack("enrol", policyId, epoch, nullifier)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEnrol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1ab68dc1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function enrol(bytes32 policyId, uint16 epoch, uint256 nullifier) returns()
func (studyEnrolment *StudyEnrolment) TryPackEnrol(policyId [32]byte, epoch uint16, nullifier *big.Int) ([]byte, error) {
	return studyEnrolment.abi.Pack("enrol", policyId, epoch, nullifier)
}

// PackGate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a0ebc88.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function gate() view returns(address)
func (studyEnrolment *StudyEnrolment) PackGate() []byte {
	enc, err := studyEnrolment.abi.Pack("gate")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a0ebc88.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function gate() view returns(address)
func (studyEnrolment *StudyEnrolment) TryPackGate() ([]byte, error) {
	return studyEnrolment.abi.Pack("gate")
}

// UnpackGate is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7a0ebc88.
//
// Solidity: function gate() view returns(address)
func (studyEnrolment *StudyEnrolment) UnpackGate(data []byte) (common.Address, error) {
	out, err := studyEnrolment.abi.Unpack("gate", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackIsEnrolled is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6824d0a9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isEnrolled(bytes32 policyId, uint16 epoch, uint256 nullifier) view returns(bool)
func (studyEnrolment *StudyEnrolment) PackIsEnrolled(policyId [32]byte, epoch uint16, nullifier *big.Int) []byte {
	enc, err := studyEnrolment.abi.Pack("isEnrolled", policyId, epoch, nullifier)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsEnrolled is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6824d0a9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isEnrolled(bytes32 policyId, uint16 epoch, uint256 nullifier) view returns(bool)
func (studyEnrolment *StudyEnrolment) TryPackIsEnrolled(policyId [32]byte, epoch uint16, nullifier *big.Int) ([]byte, error) {
	return studyEnrolment.abi.Pack("isEnrolled", policyId, epoch, nullifier)
}

// UnpackIsEnrolled is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6824d0a9.
//
// Solidity: function isEnrolled(bytes32 policyId, uint16 epoch, uint256 nullifier) view returns(bool)
func (studyEnrolment *StudyEnrolment) UnpackIsEnrolled(data []byte) (bool, error) {
	out, err := studyEnrolment.abi.Unpack("isEnrolled", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackOpen is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x16922f9f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function open(bytes32 policyId, uint16 epoch, uint32 quota) returns()
func (studyEnrolment *StudyEnrolment) PackOpen(policyId [32]byte, epoch uint16, quota uint32) []byte {
	enc, err := studyEnrolment.abi.Pack("open", policyId, epoch, quota)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOpen is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x16922f9f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function open(bytes32 policyId, uint16 epoch, uint32 quota) returns()
func (studyEnrolment *StudyEnrolment) TryPackOpen(policyId [32]byte, epoch uint16, quota uint32) ([]byte, error) {
	return studyEnrolment.abi.Pack("open", policyId, epoch, quota)
}

// PackPolicies is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x702e7e1f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function policies() view returns(address)
func (studyEnrolment *StudyEnrolment) PackPolicies() []byte {
	enc, err := studyEnrolment.abi.Pack("policies")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPolicies is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x702e7e1f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function policies() view returns(address)
func (studyEnrolment *StudyEnrolment) TryPackPolicies() ([]byte, error) {
	return studyEnrolment.abi.Pack("policies")
}

// UnpackPolicies is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x702e7e1f.
//
// Solidity: function policies() view returns(address)
func (studyEnrolment *StudyEnrolment) UnpackPolicies(data []byte) (common.Address, error) {
	out, err := studyEnrolment.abi.Unpack("policies", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackStudy is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x527a0487.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function study(bytes32 policyId, uint16 epoch) view returns((uint32,uint32,bool))
func (studyEnrolment *StudyEnrolment) PackStudy(policyId [32]byte, epoch uint16) []byte {
	enc, err := studyEnrolment.abi.Pack("study", policyId, epoch)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackStudy is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x527a0487.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function study(bytes32 policyId, uint16 epoch) view returns((uint32,uint32,bool))
func (studyEnrolment *StudyEnrolment) TryPackStudy(policyId [32]byte, epoch uint16) ([]byte, error) {
	return studyEnrolment.abi.Pack("study", policyId, epoch)
}

// UnpackStudy is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x527a0487.
//
// Solidity: function study(bytes32 policyId, uint16 epoch) view returns((uint32,uint32,bool))
func (studyEnrolment *StudyEnrolment) UnpackStudy(data []byte) (IStudyEnrolmentStudy, error) {
	out, err := studyEnrolment.abi.Unpack("study", data)
	if err != nil {
		return *new(IStudyEnrolmentStudy), err
	}
	out0 := *abi.ConvertType(out[0], new(IStudyEnrolmentStudy)).(*IStudyEnrolmentStudy)
	return out0, nil
}

// PackSubmitAndEnrol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4d678bac.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function submitAndEnrol(bytes32 policyId, uint16 epoch, (uint256,address,uint64,bytes,bytes) answer) returns()
func (studyEnrolment *StudyEnrolment) PackSubmitAndEnrol(policyId [32]byte, epoch uint16, answer IAttestationGateAnswer) []byte {
	enc, err := studyEnrolment.abi.Pack("submitAndEnrol", policyId, epoch, answer)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSubmitAndEnrol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4d678bac.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function submitAndEnrol(bytes32 policyId, uint16 epoch, (uint256,address,uint64,bytes,bytes) answer) returns()
func (studyEnrolment *StudyEnrolment) TryPackSubmitAndEnrol(policyId [32]byte, epoch uint16, answer IAttestationGateAnswer) ([]byte, error) {
	return studyEnrolment.abi.Pack("submitAndEnrol", policyId, epoch, answer)
}

// PackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (studyEnrolment *StudyEnrolment) PackSupportsInterface(interfaceId [4]byte) []byte {
	enc, err := studyEnrolment.abi.Pack("supportsInterface", interfaceId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (studyEnrolment *StudyEnrolment) TryPackSupportsInterface(interfaceId [4]byte) ([]byte, error) {
	return studyEnrolment.abi.Pack("supportsInterface", interfaceId)
}

// UnpackSupportsInterface is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x01ffc9a7.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (studyEnrolment *StudyEnrolment) UnpackSupportsInterface(data []byte) (bool, error) {
	out, err := studyEnrolment.abi.Unpack("supportsInterface", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// StudyEnrolmentEnrolled represents a Enrolled event raised by the StudyEnrolment contract.
type StudyEnrolmentEnrolled struct {
	PolicyId  [32]byte
	Epoch     uint16
	Nullifier *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const StudyEnrolmentEnrolledEventName = "Enrolled"

// ContractEventName returns the user-defined event name.
func (StudyEnrolmentEnrolled) ContractEventName() string {
	return StudyEnrolmentEnrolledEventName
}

// UnpackEnrolledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Enrolled(bytes32 indexed policyId, uint16 indexed epoch, uint256 indexed nullifier)
func (studyEnrolment *StudyEnrolment) UnpackEnrolledEvent(log *types.Log) (*StudyEnrolmentEnrolled, error) {
	event := "Enrolled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != studyEnrolment.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(StudyEnrolmentEnrolled)
	if len(log.Data) > 0 {
		if err := studyEnrolment.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range studyEnrolment.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// StudyEnrolmentStudyClosed represents a StudyClosed event raised by the StudyEnrolment contract.
type StudyEnrolmentStudyClosed struct {
	PolicyId     [32]byte
	Epoch        uint16
	Participants uint32
	Raw          *types.Log // Blockchain specific contextual infos
}

const StudyEnrolmentStudyClosedEventName = "StudyClosed"

// ContractEventName returns the user-defined event name.
func (StudyEnrolmentStudyClosed) ContractEventName() string {
	return StudyEnrolmentStudyClosedEventName
}

// UnpackStudyClosedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event StudyClosed(bytes32 indexed policyId, uint16 indexed epoch, uint32 participants)
func (studyEnrolment *StudyEnrolment) UnpackStudyClosedEvent(log *types.Log) (*StudyEnrolmentStudyClosed, error) {
	event := "StudyClosed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != studyEnrolment.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(StudyEnrolmentStudyClosed)
	if len(log.Data) > 0 {
		if err := studyEnrolment.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range studyEnrolment.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// StudyEnrolmentStudyOpened represents a StudyOpened event raised by the StudyEnrolment contract.
type StudyEnrolmentStudyOpened struct {
	PolicyId [32]byte
	Epoch    uint16
	Quota    uint32
	Raw      *types.Log // Blockchain specific contextual infos
}

const StudyEnrolmentStudyOpenedEventName = "StudyOpened"

// ContractEventName returns the user-defined event name.
func (StudyEnrolmentStudyOpened) ContractEventName() string {
	return StudyEnrolmentStudyOpenedEventName
}

// UnpackStudyOpenedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event StudyOpened(bytes32 indexed policyId, uint16 indexed epoch, uint32 quota)
func (studyEnrolment *StudyEnrolment) UnpackStudyOpenedEvent(log *types.Log) (*StudyEnrolmentStudyOpened, error) {
	event := "StudyOpened"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != studyEnrolment.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(StudyEnrolmentStudyOpened)
	if len(log.Data) > 0 {
		if err := studyEnrolment.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range studyEnrolment.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (studyEnrolment *StudyEnrolment) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], studyEnrolment.abi.Errors["AlreadyEnrolled"].ID.Bytes()[:4]) {
		return studyEnrolment.UnpackAlreadyEnrolledError(raw[4:])
	}
	if bytes.Equal(raw[:4], studyEnrolment.abi.Errors["NotSponsor"].ID.Bytes()[:4]) {
		return studyEnrolment.UnpackNotSponsorError(raw[4:])
	}
	if bytes.Equal(raw[:4], studyEnrolment.abi.Errors["QuotaReached"].ID.Bytes()[:4]) {
		return studyEnrolment.UnpackQuotaReachedError(raw[4:])
	}
	if bytes.Equal(raw[:4], studyEnrolment.abi.Errors["QuotaZero"].ID.Bytes()[:4]) {
		return studyEnrolment.UnpackQuotaZeroError(raw[4:])
	}
	if bytes.Equal(raw[:4], studyEnrolment.abi.Errors["RecordNotValid"].ID.Bytes()[:4]) {
		return studyEnrolment.UnpackRecordNotValidError(raw[4:])
	}
	if bytes.Equal(raw[:4], studyEnrolment.abi.Errors["StudyExists"].ID.Bytes()[:4]) {
		return studyEnrolment.UnpackStudyExistsError(raw[4:])
	}
	if bytes.Equal(raw[:4], studyEnrolment.abi.Errors["StudyIsClosed"].ID.Bytes()[:4]) {
		return studyEnrolment.UnpackStudyIsClosedError(raw[4:])
	}
	if bytes.Equal(raw[:4], studyEnrolment.abi.Errors["StudyUnknown"].ID.Bytes()[:4]) {
		return studyEnrolment.UnpackStudyUnknownError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// StudyEnrolmentAlreadyEnrolled represents a AlreadyEnrolled error raised by the StudyEnrolment contract.
type StudyEnrolmentAlreadyEnrolled struct {
	Nullifier *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyEnrolled(uint256 nullifier)
func StudyEnrolmentAlreadyEnrolledErrorID() common.Hash {
	return common.HexToHash("0xcc93c2f3f822879b5140ccd13eb9b0d099ed7c68a4f4ee25c86a6addaf25b5d9")
}

// UnpackAlreadyEnrolledError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyEnrolled(uint256 nullifier)
func (studyEnrolment *StudyEnrolment) UnpackAlreadyEnrolledError(raw []byte) (*StudyEnrolmentAlreadyEnrolled, error) {
	out := new(StudyEnrolmentAlreadyEnrolled)
	if err := studyEnrolment.abi.UnpackIntoInterface(out, "AlreadyEnrolled", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StudyEnrolmentNotSponsor represents a NotSponsor error raised by the StudyEnrolment contract.
type StudyEnrolmentNotSponsor struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotSponsor(address caller)
func StudyEnrolmentNotSponsorErrorID() common.Hash {
	return common.HexToHash("0x246827bfc40d403fbda7337aca07f520a2d49671e86e9d45c4b3b194d5b8d883")
}

// UnpackNotSponsorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotSponsor(address caller)
func (studyEnrolment *StudyEnrolment) UnpackNotSponsorError(raw []byte) (*StudyEnrolmentNotSponsor, error) {
	out := new(StudyEnrolmentNotSponsor)
	if err := studyEnrolment.abi.UnpackIntoInterface(out, "NotSponsor", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StudyEnrolmentQuotaReached represents a QuotaReached error raised by the StudyEnrolment contract.
type StudyEnrolmentQuotaReached struct {
	Quota uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error QuotaReached(uint32 quota)
func StudyEnrolmentQuotaReachedErrorID() common.Hash {
	return common.HexToHash("0x61d2e13b7fc73759e60a20268d03a7e57b6430801aadd22a4e651bd0ce53379c")
}

// UnpackQuotaReachedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error QuotaReached(uint32 quota)
func (studyEnrolment *StudyEnrolment) UnpackQuotaReachedError(raw []byte) (*StudyEnrolmentQuotaReached, error) {
	out := new(StudyEnrolmentQuotaReached)
	if err := studyEnrolment.abi.UnpackIntoInterface(out, "QuotaReached", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StudyEnrolmentQuotaZero represents a QuotaZero error raised by the StudyEnrolment contract.
type StudyEnrolmentQuotaZero struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error QuotaZero()
func StudyEnrolmentQuotaZeroErrorID() common.Hash {
	return common.HexToHash("0x7e9cb02307708b132ce321b550c4e1e97456c4191b0eea8cb74b786ae7ec1049")
}

// UnpackQuotaZeroError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error QuotaZero()
func (studyEnrolment *StudyEnrolment) UnpackQuotaZeroError(raw []byte) (*StudyEnrolmentQuotaZero, error) {
	out := new(StudyEnrolmentQuotaZero)
	if err := studyEnrolment.abi.UnpackIntoInterface(out, "QuotaZero", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StudyEnrolmentRecordNotValid represents a RecordNotValid error raised by the StudyEnrolment contract.
type StudyEnrolmentRecordNotValid struct {
	Nullifier *big.Int
	Status    uint8
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RecordNotValid(uint256 nullifier, uint8 status)
func StudyEnrolmentRecordNotValidErrorID() common.Hash {
	return common.HexToHash("0xe0fe3207a027d7ffe89a67d885c4a3ae856f50fb7f644518881b051c9c0cf481")
}

// UnpackRecordNotValidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RecordNotValid(uint256 nullifier, uint8 status)
func (studyEnrolment *StudyEnrolment) UnpackRecordNotValidError(raw []byte) (*StudyEnrolmentRecordNotValid, error) {
	out := new(StudyEnrolmentRecordNotValid)
	if err := studyEnrolment.abi.UnpackIntoInterface(out, "RecordNotValid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StudyEnrolmentStudyExists represents a StudyExists error raised by the StudyEnrolment contract.
type StudyEnrolmentStudyExists struct {
	PolicyId [32]byte
	Epoch    uint16
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error StudyExists(bytes32 policyId, uint16 epoch)
func StudyEnrolmentStudyExistsErrorID() common.Hash {
	return common.HexToHash("0x50e2b091c03b1ba65a8599df878988b98293cc54270a1762664feaa154637c93")
}

// UnpackStudyExistsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error StudyExists(bytes32 policyId, uint16 epoch)
func (studyEnrolment *StudyEnrolment) UnpackStudyExistsError(raw []byte) (*StudyEnrolmentStudyExists, error) {
	out := new(StudyEnrolmentStudyExists)
	if err := studyEnrolment.abi.UnpackIntoInterface(out, "StudyExists", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StudyEnrolmentStudyIsClosed represents a StudyIsClosed error raised by the StudyEnrolment contract.
type StudyEnrolmentStudyIsClosed struct {
	PolicyId [32]byte
	Epoch    uint16
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error StudyIsClosed(bytes32 policyId, uint16 epoch)
func StudyEnrolmentStudyIsClosedErrorID() common.Hash {
	return common.HexToHash("0x812c5acf0c3efaca5cda00148968b1cb53b9bb29814dbb1fb53971b6babc2c4d")
}

// UnpackStudyIsClosedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error StudyIsClosed(bytes32 policyId, uint16 epoch)
func (studyEnrolment *StudyEnrolment) UnpackStudyIsClosedError(raw []byte) (*StudyEnrolmentStudyIsClosed, error) {
	out := new(StudyEnrolmentStudyIsClosed)
	if err := studyEnrolment.abi.UnpackIntoInterface(out, "StudyIsClosed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// StudyEnrolmentStudyUnknown represents a StudyUnknown error raised by the StudyEnrolment contract.
type StudyEnrolmentStudyUnknown struct {
	PolicyId [32]byte
	Epoch    uint16
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error StudyUnknown(bytes32 policyId, uint16 epoch)
func StudyEnrolmentStudyUnknownErrorID() common.Hash {
	return common.HexToHash("0xc5d4de580317377b0f3053a0bca7bdf91fda6f675c45b49b28a077de291b3ce9")
}

// UnpackStudyUnknownError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error StudyUnknown(bytes32 policyId, uint16 epoch)
func (studyEnrolment *StudyEnrolment) UnpackStudyUnknownError(raw []byte) (*StudyEnrolmentStudyUnknown, error) {
	out := new(StudyEnrolmentStudyUnknown)
	if err := studyEnrolment.abi.UnpackIntoInterface(out, "StudyUnknown", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TimelockMetaData contains all meta data concerning the Timelock contract.
var TimelockMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"minDelay\",\"type\":\"uint256\"},{\"internalType\":\"address[]\",\"name\":\"proposers\",\"type\":\"address[]\"},{\"internalType\":\"address[]\",\"name\":\"executors\",\"type\":\"address[]\"},{\"internalType\":\"address\",\"name\":\"admin\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[],\"name\":\"AccessControlBadConfirmation\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"neededRole\",\"type\":\"bytes32\"}],\"name\":\"AccessControlUnauthorizedAccount\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"FailedCall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"delay\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"minDelay\",\"type\":\"uint256\"}],\"name\":\"TimelockInsufficientDelay\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"targets\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"payloads\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"values\",\"type\":\"uint256\"}],\"name\":\"TimelockInvalidOperationLength\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"TimelockUnauthorizedCaller\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"predecessorId\",\"type\":\"bytes32\"}],\"name\":\"TimelockUnexecutedPredecessor\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"operationId\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"expectedStates\",\"type\":\"bytes32\"}],\"name\":\"TimelockUnexpectedOperationState\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"CallExecuted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"name\":\"CallSalt\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"predecessor\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"delay\",\"type\":\"uint256\"}],\"name\":\"CallScheduled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"}],\"name\":\"Cancelled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"oldDuration\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"newDuration\",\"type\":\"uint256\"}],\"name\":\"MinDelayChange\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"previousAdminRole\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"newAdminRole\",\"type\":\"bytes32\"}],\"name\":\"RoleAdminChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"}],\"name\":\"RoleGranted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"}],\"name\":\"RoleRevoked\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"CANCELLER_ROLE\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"DEFAULT_ADMIN_ROLE\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"EXECUTOR_ROLE\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"PROPOSER_ROLE\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"}],\"name\":\"cancel\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"internalType\":\"bytes\",\"name\":\"payload\",\"type\":\"bytes\"},{\"internalType\":\"bytes32\",\"name\":\"predecessor\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"name\":\"execute\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address[]\",\"name\":\"targets\",\"type\":\"address[]\"},{\"internalType\":\"uint256[]\",\"name\":\"values\",\"type\":\"uint256[]\"},{\"internalType\":\"bytes[]\",\"name\":\"payloads\",\"type\":\"bytes[]\"},{\"internalType\":\"bytes32\",\"name\":\"predecessor\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"name\":\"executeBatch\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"getMinDelay\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"}],\"name\":\"getOperationState\",\"outputs\":[{\"internalType\":\"enumTimelockController.OperationState\",\"name\":\"\",\"type\":\"uint8\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"}],\"name\":\"getRoleAdmin\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"}],\"name\":\"getTimestamp\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"grantRole\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"hasRole\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"},{\"internalType\":\"bytes32\",\"name\":\"predecessor\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"name\":\"hashOperation\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"pure\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address[]\",\"name\":\"targets\",\"type\":\"address[]\"},{\"internalType\":\"uint256[]\",\"name\":\"values\",\"type\":\"uint256[]\"},{\"internalType\":\"bytes[]\",\"name\":\"payloads\",\"type\":\"bytes[]\"},{\"internalType\":\"bytes32\",\"name\":\"predecessor\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"name\":\"hashOperationBatch\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"pure\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"}],\"name\":\"isOperation\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"}],\"name\":\"isOperationDone\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"}],\"name\":\"isOperationPending\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"}],\"name\":\"isOperationReady\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"},{\"internalType\":\"uint256[]\",\"name\":\"\",\"type\":\"uint256[]\"},{\"internalType\":\"uint256[]\",\"name\":\"\",\"type\":\"uint256[]\"},{\"internalType\":\"bytes\",\"name\":\"\",\"type\":\"bytes\"}],\"name\":\"onERC1155BatchReceived\",\"outputs\":[{\"internalType\":\"bytes4\",\"name\":\"\",\"type\":\"bytes4\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"},{\"internalType\":\"bytes\",\"name\":\"\",\"type\":\"bytes\"}],\"name\":\"onERC1155Received\",\"outputs\":[{\"internalType\":\"bytes4\",\"name\":\"\",\"type\":\"bytes4\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"},{\"internalType\":\"bytes\",\"name\":\"\",\"type\":\"bytes\"}],\"name\":\"onERC721Received\",\"outputs\":[{\"internalType\":\"bytes4\",\"name\":\"\",\"type\":\"bytes4\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"callerConfirmation\",\"type\":\"address\"}],\"name\":\"renounceRole\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"role\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"revokeRole\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"},{\"internalType\":\"bytes32\",\"name\":\"predecessor\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"delay\",\"type\":\"uint256\"}],\"name\":\"schedule\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address[]\",\"name\":\"targets\",\"type\":\"address[]\"},{\"internalType\":\"uint256[]\",\"name\":\"values\",\"type\":\"uint256[]\"},{\"internalType\":\"bytes[]\",\"name\":\"payloads\",\"type\":\"bytes[]\"},{\"internalType\":\"bytes32\",\"name\":\"predecessor\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"delay\",\"type\":\"uint256\"}],\"name\":\"scheduleBatch\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes4\",\"name\":\"interfaceId\",\"type\":\"bytes4\"}],\"name\":\"supportsInterface\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"newDelay\",\"type\":\"uint256\"}],\"name\":\"updateDelay\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"stateMutability\":\"payable\",\"type\":\"receive\"}]",
	ID:  "Timelock",
}

// Timelock is an auto generated Go binding around an Ethereum contract.
type Timelock struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Timelock) GetABI() abi.ABI {
	return c.abi
}

// NewTimelock creates a new instance of Timelock.
func NewTimelock() *Timelock {
	parsed, err := TimelockMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Timelock{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Timelock) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(uint256 minDelay, address[] proposers, address[] executors, address admin) returns()
func (timelock *Timelock) PackConstructor(minDelay *big.Int, proposers []common.Address, executors []common.Address, admin common.Address) []byte {
	enc, err := timelock.abi.Pack("", minDelay, proposers, executors, admin)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackCANCELLERROLE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb08e51c0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function CANCELLER_ROLE() view returns(bytes32)
func (timelock *Timelock) PackCANCELLERROLE() []byte {
	enc, err := timelock.abi.Pack("CANCELLER_ROLE")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCANCELLERROLE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb08e51c0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function CANCELLER_ROLE() view returns(bytes32)
func (timelock *Timelock) TryPackCANCELLERROLE() ([]byte, error) {
	return timelock.abi.Pack("CANCELLER_ROLE")
}

// UnpackCANCELLERROLE is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb08e51c0.
//
// Solidity: function CANCELLER_ROLE() view returns(bytes32)
func (timelock *Timelock) UnpackCANCELLERROLE(data []byte) ([32]byte, error) {
	out, err := timelock.abi.Unpack("CANCELLER_ROLE", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackDEFAULTADMINROLE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa217fddf.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function DEFAULT_ADMIN_ROLE() view returns(bytes32)
func (timelock *Timelock) PackDEFAULTADMINROLE() []byte {
	enc, err := timelock.abi.Pack("DEFAULT_ADMIN_ROLE")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDEFAULTADMINROLE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa217fddf.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function DEFAULT_ADMIN_ROLE() view returns(bytes32)
func (timelock *Timelock) TryPackDEFAULTADMINROLE() ([]byte, error) {
	return timelock.abi.Pack("DEFAULT_ADMIN_ROLE")
}

// UnpackDEFAULTADMINROLE is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa217fddf.
//
// Solidity: function DEFAULT_ADMIN_ROLE() view returns(bytes32)
func (timelock *Timelock) UnpackDEFAULTADMINROLE(data []byte) ([32]byte, error) {
	out, err := timelock.abi.Unpack("DEFAULT_ADMIN_ROLE", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackEXECUTORROLE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x07bd0265.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function EXECUTOR_ROLE() view returns(bytes32)
func (timelock *Timelock) PackEXECUTORROLE() []byte {
	enc, err := timelock.abi.Pack("EXECUTOR_ROLE")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEXECUTORROLE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x07bd0265.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function EXECUTOR_ROLE() view returns(bytes32)
func (timelock *Timelock) TryPackEXECUTORROLE() ([]byte, error) {
	return timelock.abi.Pack("EXECUTOR_ROLE")
}

// UnpackEXECUTORROLE is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x07bd0265.
//
// Solidity: function EXECUTOR_ROLE() view returns(bytes32)
func (timelock *Timelock) UnpackEXECUTORROLE(data []byte) ([32]byte, error) {
	out, err := timelock.abi.Unpack("EXECUTOR_ROLE", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackPROPOSERROLE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8f61f4f5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function PROPOSER_ROLE() view returns(bytes32)
func (timelock *Timelock) PackPROPOSERROLE() []byte {
	enc, err := timelock.abi.Pack("PROPOSER_ROLE")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPROPOSERROLE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8f61f4f5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function PROPOSER_ROLE() view returns(bytes32)
func (timelock *Timelock) TryPackPROPOSERROLE() ([]byte, error) {
	return timelock.abi.Pack("PROPOSER_ROLE")
}

// UnpackPROPOSERROLE is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8f61f4f5.
//
// Solidity: function PROPOSER_ROLE() view returns(bytes32)
func (timelock *Timelock) UnpackPROPOSERROLE(data []byte) ([32]byte, error) {
	out, err := timelock.abi.Unpack("PROPOSER_ROLE", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackCancel is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc4d252f5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function cancel(bytes32 id) returns()
func (timelock *Timelock) PackCancel(id [32]byte) []byte {
	enc, err := timelock.abi.Pack("cancel", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCancel is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc4d252f5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function cancel(bytes32 id) returns()
func (timelock *Timelock) TryPackCancel(id [32]byte) ([]byte, error) {
	return timelock.abi.Pack("cancel", id)
}

// PackExecute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x134008d3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function execute(address target, uint256 value, bytes payload, bytes32 predecessor, bytes32 salt) payable returns()
func (timelock *Timelock) PackExecute(target common.Address, value *big.Int, payload []byte, predecessor [32]byte, salt [32]byte) []byte {
	enc, err := timelock.abi.Pack("execute", target, value, payload, predecessor, salt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackExecute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x134008d3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function execute(address target, uint256 value, bytes payload, bytes32 predecessor, bytes32 salt) payable returns()
func (timelock *Timelock) TryPackExecute(target common.Address, value *big.Int, payload []byte, predecessor [32]byte, salt [32]byte) ([]byte, error) {
	return timelock.abi.Pack("execute", target, value, payload, predecessor, salt)
}

// PackExecuteBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe38335e5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function executeBatch(address[] targets, uint256[] values, bytes[] payloads, bytes32 predecessor, bytes32 salt) payable returns()
func (timelock *Timelock) PackExecuteBatch(targets []common.Address, values []*big.Int, payloads [][]byte, predecessor [32]byte, salt [32]byte) []byte {
	enc, err := timelock.abi.Pack("executeBatch", targets, values, payloads, predecessor, salt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackExecuteBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe38335e5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function executeBatch(address[] targets, uint256[] values, bytes[] payloads, bytes32 predecessor, bytes32 salt) payable returns()
func (timelock *Timelock) TryPackExecuteBatch(targets []common.Address, values []*big.Int, payloads [][]byte, predecessor [32]byte, salt [32]byte) ([]byte, error) {
	return timelock.abi.Pack("executeBatch", targets, values, payloads, predecessor, salt)
}

// PackGetMinDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf27a0c92.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getMinDelay() view returns(uint256)
func (timelock *Timelock) PackGetMinDelay() []byte {
	enc, err := timelock.abi.Pack("getMinDelay")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetMinDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf27a0c92.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getMinDelay() view returns(uint256)
func (timelock *Timelock) TryPackGetMinDelay() ([]byte, error) {
	return timelock.abi.Pack("getMinDelay")
}

// UnpackGetMinDelay is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf27a0c92.
//
// Solidity: function getMinDelay() view returns(uint256)
func (timelock *Timelock) UnpackGetMinDelay(data []byte) (*big.Int, error) {
	out, err := timelock.abi.Unpack("getMinDelay", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackGetOperationState is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7958004c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getOperationState(bytes32 id) view returns(uint8)
func (timelock *Timelock) PackGetOperationState(id [32]byte) []byte {
	enc, err := timelock.abi.Pack("getOperationState", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetOperationState is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7958004c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getOperationState(bytes32 id) view returns(uint8)
func (timelock *Timelock) TryPackGetOperationState(id [32]byte) ([]byte, error) {
	return timelock.abi.Pack("getOperationState", id)
}

// UnpackGetOperationState is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7958004c.
//
// Solidity: function getOperationState(bytes32 id) view returns(uint8)
func (timelock *Timelock) UnpackGetOperationState(data []byte) (uint8, error) {
	out, err := timelock.abi.Unpack("getOperationState", data)
	if err != nil {
		return *new(uint8), err
	}
	out0 := *abi.ConvertType(out[0], new(uint8)).(*uint8)
	return out0, nil
}

// PackGetRoleAdmin is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x248a9ca3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getRoleAdmin(bytes32 role) view returns(bytes32)
func (timelock *Timelock) PackGetRoleAdmin(role [32]byte) []byte {
	enc, err := timelock.abi.Pack("getRoleAdmin", role)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetRoleAdmin is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x248a9ca3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getRoleAdmin(bytes32 role) view returns(bytes32)
func (timelock *Timelock) TryPackGetRoleAdmin(role [32]byte) ([]byte, error) {
	return timelock.abi.Pack("getRoleAdmin", role)
}

// UnpackGetRoleAdmin is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x248a9ca3.
//
// Solidity: function getRoleAdmin(bytes32 role) view returns(bytes32)
func (timelock *Timelock) UnpackGetRoleAdmin(data []byte) ([32]byte, error) {
	out, err := timelock.abi.Unpack("getRoleAdmin", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackGetTimestamp is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd45c4435.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getTimestamp(bytes32 id) view returns(uint256)
func (timelock *Timelock) PackGetTimestamp(id [32]byte) []byte {
	enc, err := timelock.abi.Pack("getTimestamp", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetTimestamp is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd45c4435.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getTimestamp(bytes32 id) view returns(uint256)
func (timelock *Timelock) TryPackGetTimestamp(id [32]byte) ([]byte, error) {
	return timelock.abi.Pack("getTimestamp", id)
}

// UnpackGetTimestamp is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd45c4435.
//
// Solidity: function getTimestamp(bytes32 id) view returns(uint256)
func (timelock *Timelock) UnpackGetTimestamp(data []byte) (*big.Int, error) {
	out, err := timelock.abi.Unpack("getTimestamp", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackGrantRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2f2ff15d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function grantRole(bytes32 role, address account) returns()
func (timelock *Timelock) PackGrantRole(role [32]byte, account common.Address) []byte {
	enc, err := timelock.abi.Pack("grantRole", role, account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGrantRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2f2ff15d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function grantRole(bytes32 role, address account) returns()
func (timelock *Timelock) TryPackGrantRole(role [32]byte, account common.Address) ([]byte, error) {
	return timelock.abi.Pack("grantRole", role, account)
}

// PackHasRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x91d14854.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function hasRole(bytes32 role, address account) view returns(bool)
func (timelock *Timelock) PackHasRole(role [32]byte, account common.Address) []byte {
	enc, err := timelock.abi.Pack("hasRole", role, account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHasRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x91d14854.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function hasRole(bytes32 role, address account) view returns(bool)
func (timelock *Timelock) TryPackHasRole(role [32]byte, account common.Address) ([]byte, error) {
	return timelock.abi.Pack("hasRole", role, account)
}

// UnpackHasRole is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x91d14854.
//
// Solidity: function hasRole(bytes32 role, address account) view returns(bool)
func (timelock *Timelock) UnpackHasRole(data []byte) (bool, error) {
	out, err := timelock.abi.Unpack("hasRole", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackHashOperation is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8065657f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function hashOperation(address target, uint256 value, bytes data, bytes32 predecessor, bytes32 salt) pure returns(bytes32)
func (timelock *Timelock) PackHashOperation(target common.Address, value *big.Int, data []byte, predecessor [32]byte, salt [32]byte) []byte {
	enc, err := timelock.abi.Pack("hashOperation", target, value, data, predecessor, salt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHashOperation is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8065657f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function hashOperation(address target, uint256 value, bytes data, bytes32 predecessor, bytes32 salt) pure returns(bytes32)
func (timelock *Timelock) TryPackHashOperation(target common.Address, value *big.Int, data []byte, predecessor [32]byte, salt [32]byte) ([]byte, error) {
	return timelock.abi.Pack("hashOperation", target, value, data, predecessor, salt)
}

// UnpackHashOperation is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8065657f.
//
// Solidity: function hashOperation(address target, uint256 value, bytes data, bytes32 predecessor, bytes32 salt) pure returns(bytes32)
func (timelock *Timelock) UnpackHashOperation(data []byte) ([32]byte, error) {
	out, err := timelock.abi.Unpack("hashOperation", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackHashOperationBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb1c5f427.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function hashOperationBatch(address[] targets, uint256[] values, bytes[] payloads, bytes32 predecessor, bytes32 salt) pure returns(bytes32)
func (timelock *Timelock) PackHashOperationBatch(targets []common.Address, values []*big.Int, payloads [][]byte, predecessor [32]byte, salt [32]byte) []byte {
	enc, err := timelock.abi.Pack("hashOperationBatch", targets, values, payloads, predecessor, salt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHashOperationBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb1c5f427.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function hashOperationBatch(address[] targets, uint256[] values, bytes[] payloads, bytes32 predecessor, bytes32 salt) pure returns(bytes32)
func (timelock *Timelock) TryPackHashOperationBatch(targets []common.Address, values []*big.Int, payloads [][]byte, predecessor [32]byte, salt [32]byte) ([]byte, error) {
	return timelock.abi.Pack("hashOperationBatch", targets, values, payloads, predecessor, salt)
}

// UnpackHashOperationBatch is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb1c5f427.
//
// Solidity: function hashOperationBatch(address[] targets, uint256[] values, bytes[] payloads, bytes32 predecessor, bytes32 salt) pure returns(bytes32)
func (timelock *Timelock) UnpackHashOperationBatch(data []byte) ([32]byte, error) {
	out, err := timelock.abi.Unpack("hashOperationBatch", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackIsOperation is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x31d50750.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isOperation(bytes32 id) view returns(bool)
func (timelock *Timelock) PackIsOperation(id [32]byte) []byte {
	enc, err := timelock.abi.Pack("isOperation", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsOperation is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x31d50750.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isOperation(bytes32 id) view returns(bool)
func (timelock *Timelock) TryPackIsOperation(id [32]byte) ([]byte, error) {
	return timelock.abi.Pack("isOperation", id)
}

// UnpackIsOperation is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x31d50750.
//
// Solidity: function isOperation(bytes32 id) view returns(bool)
func (timelock *Timelock) UnpackIsOperation(data []byte) (bool, error) {
	out, err := timelock.abi.Unpack("isOperation", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackIsOperationDone is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2ab0f529.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isOperationDone(bytes32 id) view returns(bool)
func (timelock *Timelock) PackIsOperationDone(id [32]byte) []byte {
	enc, err := timelock.abi.Pack("isOperationDone", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsOperationDone is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2ab0f529.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isOperationDone(bytes32 id) view returns(bool)
func (timelock *Timelock) TryPackIsOperationDone(id [32]byte) ([]byte, error) {
	return timelock.abi.Pack("isOperationDone", id)
}

// UnpackIsOperationDone is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x2ab0f529.
//
// Solidity: function isOperationDone(bytes32 id) view returns(bool)
func (timelock *Timelock) UnpackIsOperationDone(data []byte) (bool, error) {
	out, err := timelock.abi.Unpack("isOperationDone", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackIsOperationPending is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x584b153e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isOperationPending(bytes32 id) view returns(bool)
func (timelock *Timelock) PackIsOperationPending(id [32]byte) []byte {
	enc, err := timelock.abi.Pack("isOperationPending", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsOperationPending is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x584b153e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isOperationPending(bytes32 id) view returns(bool)
func (timelock *Timelock) TryPackIsOperationPending(id [32]byte) ([]byte, error) {
	return timelock.abi.Pack("isOperationPending", id)
}

// UnpackIsOperationPending is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x584b153e.
//
// Solidity: function isOperationPending(bytes32 id) view returns(bool)
func (timelock *Timelock) UnpackIsOperationPending(data []byte) (bool, error) {
	out, err := timelock.abi.Unpack("isOperationPending", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackIsOperationReady is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x13bc9f20.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isOperationReady(bytes32 id) view returns(bool)
func (timelock *Timelock) PackIsOperationReady(id [32]byte) []byte {
	enc, err := timelock.abi.Pack("isOperationReady", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsOperationReady is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x13bc9f20.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isOperationReady(bytes32 id) view returns(bool)
func (timelock *Timelock) TryPackIsOperationReady(id [32]byte) ([]byte, error) {
	return timelock.abi.Pack("isOperationReady", id)
}

// UnpackIsOperationReady is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x13bc9f20.
//
// Solidity: function isOperationReady(bytes32 id) view returns(bool)
func (timelock *Timelock) UnpackIsOperationReady(data []byte) (bool, error) {
	out, err := timelock.abi.Unpack("isOperationReady", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackOnERC1155BatchReceived is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbc197c81.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function onERC1155BatchReceived(address , address , uint256[] , uint256[] , bytes ) returns(bytes4)
func (timelock *Timelock) PackOnERC1155BatchReceived(arg0 common.Address, arg1 common.Address, arg2 []*big.Int, arg3 []*big.Int, arg4 []byte) []byte {
	enc, err := timelock.abi.Pack("onERC1155BatchReceived", arg0, arg1, arg2, arg3, arg4)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOnERC1155BatchReceived is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbc197c81.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function onERC1155BatchReceived(address , address , uint256[] , uint256[] , bytes ) returns(bytes4)
func (timelock *Timelock) TryPackOnERC1155BatchReceived(arg0 common.Address, arg1 common.Address, arg2 []*big.Int, arg3 []*big.Int, arg4 []byte) ([]byte, error) {
	return timelock.abi.Pack("onERC1155BatchReceived", arg0, arg1, arg2, arg3, arg4)
}

// UnpackOnERC1155BatchReceived is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbc197c81.
//
// Solidity: function onERC1155BatchReceived(address , address , uint256[] , uint256[] , bytes ) returns(bytes4)
func (timelock *Timelock) UnpackOnERC1155BatchReceived(data []byte) ([4]byte, error) {
	out, err := timelock.abi.Unpack("onERC1155BatchReceived", data)
	if err != nil {
		return *new([4]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([4]byte)).(*[4]byte)
	return out0, nil
}

// PackOnERC1155Received is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf23a6e61.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function onERC1155Received(address , address , uint256 , uint256 , bytes ) returns(bytes4)
func (timelock *Timelock) PackOnERC1155Received(arg0 common.Address, arg1 common.Address, arg2 *big.Int, arg3 *big.Int, arg4 []byte) []byte {
	enc, err := timelock.abi.Pack("onERC1155Received", arg0, arg1, arg2, arg3, arg4)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOnERC1155Received is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf23a6e61.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function onERC1155Received(address , address , uint256 , uint256 , bytes ) returns(bytes4)
func (timelock *Timelock) TryPackOnERC1155Received(arg0 common.Address, arg1 common.Address, arg2 *big.Int, arg3 *big.Int, arg4 []byte) ([]byte, error) {
	return timelock.abi.Pack("onERC1155Received", arg0, arg1, arg2, arg3, arg4)
}

// UnpackOnERC1155Received is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf23a6e61.
//
// Solidity: function onERC1155Received(address , address , uint256 , uint256 , bytes ) returns(bytes4)
func (timelock *Timelock) UnpackOnERC1155Received(data []byte) ([4]byte, error) {
	out, err := timelock.abi.Unpack("onERC1155Received", data)
	if err != nil {
		return *new([4]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([4]byte)).(*[4]byte)
	return out0, nil
}

// PackOnERC721Received is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x150b7a02.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function onERC721Received(address , address , uint256 , bytes ) returns(bytes4)
func (timelock *Timelock) PackOnERC721Received(arg0 common.Address, arg1 common.Address, arg2 *big.Int, arg3 []byte) []byte {
	enc, err := timelock.abi.Pack("onERC721Received", arg0, arg1, arg2, arg3)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOnERC721Received is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x150b7a02.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function onERC721Received(address , address , uint256 , bytes ) returns(bytes4)
func (timelock *Timelock) TryPackOnERC721Received(arg0 common.Address, arg1 common.Address, arg2 *big.Int, arg3 []byte) ([]byte, error) {
	return timelock.abi.Pack("onERC721Received", arg0, arg1, arg2, arg3)
}

// UnpackOnERC721Received is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x150b7a02.
//
// Solidity: function onERC721Received(address , address , uint256 , bytes ) returns(bytes4)
func (timelock *Timelock) UnpackOnERC721Received(data []byte) ([4]byte, error) {
	out, err := timelock.abi.Unpack("onERC721Received", data)
	if err != nil {
		return *new([4]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([4]byte)).(*[4]byte)
	return out0, nil
}

// PackRenounceRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x36568abe.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function renounceRole(bytes32 role, address callerConfirmation) returns()
func (timelock *Timelock) PackRenounceRole(role [32]byte, callerConfirmation common.Address) []byte {
	enc, err := timelock.abi.Pack("renounceRole", role, callerConfirmation)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRenounceRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x36568abe.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function renounceRole(bytes32 role, address callerConfirmation) returns()
func (timelock *Timelock) TryPackRenounceRole(role [32]byte, callerConfirmation common.Address) ([]byte, error) {
	return timelock.abi.Pack("renounceRole", role, callerConfirmation)
}

// PackRevokeRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd547741f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function revokeRole(bytes32 role, address account) returns()
func (timelock *Timelock) PackRevokeRole(role [32]byte, account common.Address) []byte {
	enc, err := timelock.abi.Pack("revokeRole", role, account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRevokeRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd547741f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function revokeRole(bytes32 role, address account) returns()
func (timelock *Timelock) TryPackRevokeRole(role [32]byte, account common.Address) ([]byte, error) {
	return timelock.abi.Pack("revokeRole", role, account)
}

// PackSchedule is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01d5062a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function schedule(address target, uint256 value, bytes data, bytes32 predecessor, bytes32 salt, uint256 delay) returns()
func (timelock *Timelock) PackSchedule(target common.Address, value *big.Int, data []byte, predecessor [32]byte, salt [32]byte, delay *big.Int) []byte {
	enc, err := timelock.abi.Pack("schedule", target, value, data, predecessor, salt, delay)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSchedule is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01d5062a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function schedule(address target, uint256 value, bytes data, bytes32 predecessor, bytes32 salt, uint256 delay) returns()
func (timelock *Timelock) TryPackSchedule(target common.Address, value *big.Int, data []byte, predecessor [32]byte, salt [32]byte, delay *big.Int) ([]byte, error) {
	return timelock.abi.Pack("schedule", target, value, data, predecessor, salt, delay)
}

// PackScheduleBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8f2a0bb0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function scheduleBatch(address[] targets, uint256[] values, bytes[] payloads, bytes32 predecessor, bytes32 salt, uint256 delay) returns()
func (timelock *Timelock) PackScheduleBatch(targets []common.Address, values []*big.Int, payloads [][]byte, predecessor [32]byte, salt [32]byte, delay *big.Int) []byte {
	enc, err := timelock.abi.Pack("scheduleBatch", targets, values, payloads, predecessor, salt, delay)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackScheduleBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8f2a0bb0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function scheduleBatch(address[] targets, uint256[] values, bytes[] payloads, bytes32 predecessor, bytes32 salt, uint256 delay) returns()
func (timelock *Timelock) TryPackScheduleBatch(targets []common.Address, values []*big.Int, payloads [][]byte, predecessor [32]byte, salt [32]byte, delay *big.Int) ([]byte, error) {
	return timelock.abi.Pack("scheduleBatch", targets, values, payloads, predecessor, salt, delay)
}

// PackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (timelock *Timelock) PackSupportsInterface(interfaceId [4]byte) []byte {
	enc, err := timelock.abi.Pack("supportsInterface", interfaceId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (timelock *Timelock) TryPackSupportsInterface(interfaceId [4]byte) ([]byte, error) {
	return timelock.abi.Pack("supportsInterface", interfaceId)
}

// UnpackSupportsInterface is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x01ffc9a7.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (timelock *Timelock) UnpackSupportsInterface(data []byte) (bool, error) {
	out, err := timelock.abi.Unpack("supportsInterface", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackUpdateDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x64d62353.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updateDelay(uint256 newDelay) returns()
func (timelock *Timelock) PackUpdateDelay(newDelay *big.Int) []byte {
	enc, err := timelock.abi.Pack("updateDelay", newDelay)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdateDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x64d62353.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updateDelay(uint256 newDelay) returns()
func (timelock *Timelock) TryPackUpdateDelay(newDelay *big.Int) ([]byte, error) {
	return timelock.abi.Pack("updateDelay", newDelay)
}

// TimelockCallExecuted represents a CallExecuted event raised by the Timelock contract.
type TimelockCallExecuted struct {
	Id     [32]byte
	Index  *big.Int
	Target common.Address
	Value  *big.Int
	Data   []byte
	Raw    *types.Log // Blockchain specific contextual infos
}

const TimelockCallExecutedEventName = "CallExecuted"

// ContractEventName returns the user-defined event name.
func (TimelockCallExecuted) ContractEventName() string {
	return TimelockCallExecutedEventName
}

// UnpackCallExecutedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event CallExecuted(bytes32 indexed id, uint256 indexed index, address target, uint256 value, bytes data)
func (timelock *Timelock) UnpackCallExecutedEvent(log *types.Log) (*TimelockCallExecuted, error) {
	event := "CallExecuted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != timelock.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TimelockCallExecuted)
	if len(log.Data) > 0 {
		if err := timelock.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range timelock.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TimelockCallSalt represents a CallSalt event raised by the Timelock contract.
type TimelockCallSalt struct {
	Id   [32]byte
	Salt [32]byte
	Raw  *types.Log // Blockchain specific contextual infos
}

const TimelockCallSaltEventName = "CallSalt"

// ContractEventName returns the user-defined event name.
func (TimelockCallSalt) ContractEventName() string {
	return TimelockCallSaltEventName
}

// UnpackCallSaltEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event CallSalt(bytes32 indexed id, bytes32 salt)
func (timelock *Timelock) UnpackCallSaltEvent(log *types.Log) (*TimelockCallSalt, error) {
	event := "CallSalt"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != timelock.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TimelockCallSalt)
	if len(log.Data) > 0 {
		if err := timelock.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range timelock.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TimelockCallScheduled represents a CallScheduled event raised by the Timelock contract.
type TimelockCallScheduled struct {
	Id          [32]byte
	Index       *big.Int
	Target      common.Address
	Value       *big.Int
	Data        []byte
	Predecessor [32]byte
	Delay       *big.Int
	Raw         *types.Log // Blockchain specific contextual infos
}

const TimelockCallScheduledEventName = "CallScheduled"

// ContractEventName returns the user-defined event name.
func (TimelockCallScheduled) ContractEventName() string {
	return TimelockCallScheduledEventName
}

// UnpackCallScheduledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event CallScheduled(bytes32 indexed id, uint256 indexed index, address target, uint256 value, bytes data, bytes32 predecessor, uint256 delay)
func (timelock *Timelock) UnpackCallScheduledEvent(log *types.Log) (*TimelockCallScheduled, error) {
	event := "CallScheduled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != timelock.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TimelockCallScheduled)
	if len(log.Data) > 0 {
		if err := timelock.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range timelock.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TimelockCancelled represents a Cancelled event raised by the Timelock contract.
type TimelockCancelled struct {
	Id  [32]byte
	Raw *types.Log // Blockchain specific contextual infos
}

const TimelockCancelledEventName = "Cancelled"

// ContractEventName returns the user-defined event name.
func (TimelockCancelled) ContractEventName() string {
	return TimelockCancelledEventName
}

// UnpackCancelledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Cancelled(bytes32 indexed id)
func (timelock *Timelock) UnpackCancelledEvent(log *types.Log) (*TimelockCancelled, error) {
	event := "Cancelled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != timelock.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TimelockCancelled)
	if len(log.Data) > 0 {
		if err := timelock.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range timelock.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TimelockMinDelayChange represents a MinDelayChange event raised by the Timelock contract.
type TimelockMinDelayChange struct {
	OldDuration *big.Int
	NewDuration *big.Int
	Raw         *types.Log // Blockchain specific contextual infos
}

const TimelockMinDelayChangeEventName = "MinDelayChange"

// ContractEventName returns the user-defined event name.
func (TimelockMinDelayChange) ContractEventName() string {
	return TimelockMinDelayChangeEventName
}

// UnpackMinDelayChangeEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event MinDelayChange(uint256 oldDuration, uint256 newDuration)
func (timelock *Timelock) UnpackMinDelayChangeEvent(log *types.Log) (*TimelockMinDelayChange, error) {
	event := "MinDelayChange"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != timelock.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TimelockMinDelayChange)
	if len(log.Data) > 0 {
		if err := timelock.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range timelock.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TimelockRoleAdminChanged represents a RoleAdminChanged event raised by the Timelock contract.
type TimelockRoleAdminChanged struct {
	Role              [32]byte
	PreviousAdminRole [32]byte
	NewAdminRole      [32]byte
	Raw               *types.Log // Blockchain specific contextual infos
}

const TimelockRoleAdminChangedEventName = "RoleAdminChanged"

// ContractEventName returns the user-defined event name.
func (TimelockRoleAdminChanged) ContractEventName() string {
	return TimelockRoleAdminChangedEventName
}

// UnpackRoleAdminChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RoleAdminChanged(bytes32 indexed role, bytes32 indexed previousAdminRole, bytes32 indexed newAdminRole)
func (timelock *Timelock) UnpackRoleAdminChangedEvent(log *types.Log) (*TimelockRoleAdminChanged, error) {
	event := "RoleAdminChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != timelock.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TimelockRoleAdminChanged)
	if len(log.Data) > 0 {
		if err := timelock.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range timelock.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TimelockRoleGranted represents a RoleGranted event raised by the Timelock contract.
type TimelockRoleGranted struct {
	Role    [32]byte
	Account common.Address
	Sender  common.Address
	Raw     *types.Log // Blockchain specific contextual infos
}

const TimelockRoleGrantedEventName = "RoleGranted"

// ContractEventName returns the user-defined event name.
func (TimelockRoleGranted) ContractEventName() string {
	return TimelockRoleGrantedEventName
}

// UnpackRoleGrantedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender)
func (timelock *Timelock) UnpackRoleGrantedEvent(log *types.Log) (*TimelockRoleGranted, error) {
	event := "RoleGranted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != timelock.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TimelockRoleGranted)
	if len(log.Data) > 0 {
		if err := timelock.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range timelock.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TimelockRoleRevoked represents a RoleRevoked event raised by the Timelock contract.
type TimelockRoleRevoked struct {
	Role    [32]byte
	Account common.Address
	Sender  common.Address
	Raw     *types.Log // Blockchain specific contextual infos
}

const TimelockRoleRevokedEventName = "RoleRevoked"

// ContractEventName returns the user-defined event name.
func (TimelockRoleRevoked) ContractEventName() string {
	return TimelockRoleRevokedEventName
}

// UnpackRoleRevokedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender)
func (timelock *Timelock) UnpackRoleRevokedEvent(log *types.Log) (*TimelockRoleRevoked, error) {
	event := "RoleRevoked"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != timelock.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TimelockRoleRevoked)
	if len(log.Data) > 0 {
		if err := timelock.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range timelock.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (timelock *Timelock) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], timelock.abi.Errors["AccessControlBadConfirmation"].ID.Bytes()[:4]) {
		return timelock.UnpackAccessControlBadConfirmationError(raw[4:])
	}
	if bytes.Equal(raw[:4], timelock.abi.Errors["AccessControlUnauthorizedAccount"].ID.Bytes()[:4]) {
		return timelock.UnpackAccessControlUnauthorizedAccountError(raw[4:])
	}
	if bytes.Equal(raw[:4], timelock.abi.Errors["FailedCall"].ID.Bytes()[:4]) {
		return timelock.UnpackFailedCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], timelock.abi.Errors["TimelockInsufficientDelay"].ID.Bytes()[:4]) {
		return timelock.UnpackTimelockInsufficientDelayError(raw[4:])
	}
	if bytes.Equal(raw[:4], timelock.abi.Errors["TimelockInvalidOperationLength"].ID.Bytes()[:4]) {
		return timelock.UnpackTimelockInvalidOperationLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], timelock.abi.Errors["TimelockUnauthorizedCaller"].ID.Bytes()[:4]) {
		return timelock.UnpackTimelockUnauthorizedCallerError(raw[4:])
	}
	if bytes.Equal(raw[:4], timelock.abi.Errors["TimelockUnexecutedPredecessor"].ID.Bytes()[:4]) {
		return timelock.UnpackTimelockUnexecutedPredecessorError(raw[4:])
	}
	if bytes.Equal(raw[:4], timelock.abi.Errors["TimelockUnexpectedOperationState"].ID.Bytes()[:4]) {
		return timelock.UnpackTimelockUnexpectedOperationStateError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// TimelockAccessControlBadConfirmation represents a AccessControlBadConfirmation error raised by the Timelock contract.
type TimelockAccessControlBadConfirmation struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessControlBadConfirmation()
func TimelockAccessControlBadConfirmationErrorID() common.Hash {
	return common.HexToHash("0x6697b23232a647058342c0724fe7c415cab25915b54e5dbc03f233173d37b41c")
}

// UnpackAccessControlBadConfirmationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessControlBadConfirmation()
func (timelock *Timelock) UnpackAccessControlBadConfirmationError(raw []byte) (*TimelockAccessControlBadConfirmation, error) {
	out := new(TimelockAccessControlBadConfirmation)
	if err := timelock.abi.UnpackIntoInterface(out, "AccessControlBadConfirmation", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TimelockAccessControlUnauthorizedAccount represents a AccessControlUnauthorizedAccount error raised by the Timelock contract.
type TimelockAccessControlUnauthorizedAccount struct {
	Account    common.Address
	NeededRole [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessControlUnauthorizedAccount(address account, bytes32 neededRole)
func TimelockAccessControlUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0xe2517d3fbfae6f8515ef5ff1ccedc3933ab0cbbda0b492c06eb54ad10ef03b3e")
}

// UnpackAccessControlUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessControlUnauthorizedAccount(address account, bytes32 neededRole)
func (timelock *Timelock) UnpackAccessControlUnauthorizedAccountError(raw []byte) (*TimelockAccessControlUnauthorizedAccount, error) {
	out := new(TimelockAccessControlUnauthorizedAccount)
	if err := timelock.abi.UnpackIntoInterface(out, "AccessControlUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TimelockFailedCall represents a FailedCall error raised by the Timelock contract.
type TimelockFailedCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FailedCall()
func TimelockFailedCallErrorID() common.Hash {
	return common.HexToHash("0xd6bda27508c0fb6d8a39b4b122878dab26f731a7d4e4abe711dd3731899052a4")
}

// UnpackFailedCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FailedCall()
func (timelock *Timelock) UnpackFailedCallError(raw []byte) (*TimelockFailedCall, error) {
	out := new(TimelockFailedCall)
	if err := timelock.abi.UnpackIntoInterface(out, "FailedCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TimelockTimelockInsufficientDelay represents a TimelockInsufficientDelay error raised by the Timelock contract.
type TimelockTimelockInsufficientDelay struct {
	Delay    *big.Int
	MinDelay *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TimelockInsufficientDelay(uint256 delay, uint256 minDelay)
func TimelockTimelockInsufficientDelayErrorID() common.Hash {
	return common.HexToHash("0x543366097fc46a718a4890a59e5216cbbc872f61973a9e2a6666ecccaa1a07ca")
}

// UnpackTimelockInsufficientDelayError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TimelockInsufficientDelay(uint256 delay, uint256 minDelay)
func (timelock *Timelock) UnpackTimelockInsufficientDelayError(raw []byte) (*TimelockTimelockInsufficientDelay, error) {
	out := new(TimelockTimelockInsufficientDelay)
	if err := timelock.abi.UnpackIntoInterface(out, "TimelockInsufficientDelay", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TimelockTimelockInvalidOperationLength represents a TimelockInvalidOperationLength error raised by the Timelock contract.
type TimelockTimelockInvalidOperationLength struct {
	Targets  *big.Int
	Payloads *big.Int
	Values   *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TimelockInvalidOperationLength(uint256 targets, uint256 payloads, uint256 values)
func TimelockTimelockInvalidOperationLengthErrorID() common.Hash {
	return common.HexToHash("0xffb0321166292613ddbe36e2eb9b9b1e8877aa314505f6d35f0f4ae660e8ada3")
}

// UnpackTimelockInvalidOperationLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TimelockInvalidOperationLength(uint256 targets, uint256 payloads, uint256 values)
func (timelock *Timelock) UnpackTimelockInvalidOperationLengthError(raw []byte) (*TimelockTimelockInvalidOperationLength, error) {
	out := new(TimelockTimelockInvalidOperationLength)
	if err := timelock.abi.UnpackIntoInterface(out, "TimelockInvalidOperationLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TimelockTimelockUnauthorizedCaller represents a TimelockUnauthorizedCaller error raised by the Timelock contract.
type TimelockTimelockUnauthorizedCaller struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TimelockUnauthorizedCaller(address caller)
func TimelockTimelockUnauthorizedCallerErrorID() common.Hash {
	return common.HexToHash("0xe2850c5900ceb2d1b367e63ffd96510279f191862fece2dde12a1b1bce580ebd")
}

// UnpackTimelockUnauthorizedCallerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TimelockUnauthorizedCaller(address caller)
func (timelock *Timelock) UnpackTimelockUnauthorizedCallerError(raw []byte) (*TimelockTimelockUnauthorizedCaller, error) {
	out := new(TimelockTimelockUnauthorizedCaller)
	if err := timelock.abi.UnpackIntoInterface(out, "TimelockUnauthorizedCaller", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TimelockTimelockUnexecutedPredecessor represents a TimelockUnexecutedPredecessor error raised by the Timelock contract.
type TimelockTimelockUnexecutedPredecessor struct {
	PredecessorId [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TimelockUnexecutedPredecessor(bytes32 predecessorId)
func TimelockTimelockUnexecutedPredecessorErrorID() common.Hash {
	return common.HexToHash("0x90a9a618cfd84aabd2505bb50bbc6c95924a5d4f10d2bf500768fcbf91f51cab")
}

// UnpackTimelockUnexecutedPredecessorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TimelockUnexecutedPredecessor(bytes32 predecessorId)
func (timelock *Timelock) UnpackTimelockUnexecutedPredecessorError(raw []byte) (*TimelockTimelockUnexecutedPredecessor, error) {
	out := new(TimelockTimelockUnexecutedPredecessor)
	if err := timelock.abi.UnpackIntoInterface(out, "TimelockUnexecutedPredecessor", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TimelockTimelockUnexpectedOperationState represents a TimelockUnexpectedOperationState error raised by the Timelock contract.
type TimelockTimelockUnexpectedOperationState struct {
	OperationId    [32]byte
	ExpectedStates [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TimelockUnexpectedOperationState(bytes32 operationId, bytes32 expectedStates)
func TimelockTimelockUnexpectedOperationStateErrorID() common.Hash {
	return common.HexToHash("0x5ead8eb51d1c1b7ef2eb1ef3ec2f009cfba25e924d04ccc853f25803ea40b489")
}

// UnpackTimelockUnexpectedOperationStateError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TimelockUnexpectedOperationState(bytes32 operationId, bytes32 expectedStates)
func (timelock *Timelock) UnpackTimelockUnexpectedOperationStateError(raw []byte) (*TimelockTimelockUnexpectedOperationState, error) {
	out := new(TimelockTimelockUnexpectedOperationState)
	if err := timelock.abi.UnpackIntoInterface(out, "TimelockUnexpectedOperationState", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VerifierRouterMetaData contains all meta data concerning the VerifierRouter contract.
var VerifierRouterMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner_\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"guardian_\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"NotGuardian\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"OwnableInvalidOwner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"OwnableUnauthorizedAccount\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"RenounceRefused\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"verifierId\",\"type\":\"bytes32\"}],\"name\":\"VerifierIsStopped\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"verifierId\",\"type\":\"bytes32\"}],\"name\":\"VerifierKnown\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"verifierId\",\"type\":\"bytes32\"}],\"name\":\"VerifierUnknown\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"verifier\",\"type\":\"address\"}],\"name\":\"VerifierWithoutCode\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"guardian\",\"type\":\"address\"}],\"name\":\"GuardianSet\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"previousOwner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"OwnershipTransferStarted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"previousOwner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"OwnershipTransferred\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"verifierId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"circuitId\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"keyHash\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"verifier\",\"type\":\"address\"}],\"name\":\"VerifierAdded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"verifierId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"by\",\"type\":\"address\"}],\"name\":\"VerifierStopped\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"acceptOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"contractIGroth16Verifier\",\"name\":\"verifier\",\"type\":\"address\"}],\"name\":\"add\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"verifierId\",\"type\":\"bytes32\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"guardian\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"verifierId\",\"type\":\"bytes32\"}],\"name\":\"historical\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"verifierId\",\"type\":\"bytes32\"}],\"name\":\"isActive\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"owner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pendingOwner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"renounceOwnership\",\"outputs\":[],\"stateMutability\":\"pure\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"guardian_\",\"type\":\"address\"}],\"name\":\"setGuardian\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"verifierId\",\"type\":\"bytes32\"}],\"name\":\"stop\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"verifierId\",\"type\":\"bytes32\"},{\"internalType\":\"bytes\",\"name\":\"proof\",\"type\":\"bytes\"}],\"name\":\"stopWithProof\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes4\",\"name\":\"interfaceId\",\"type\":\"bytes4\"}],\"name\":\"supportsInterface\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"transferOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"verifierId\",\"type\":\"bytes32\"}],\"name\":\"verifierOf\",\"outputs\":[{\"internalType\":\"contractIGroth16Verifier\",\"name\":\"verifier\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"circuitId\",\"type\":\"bytes32\"}],\"name\":\"versions\",\"outputs\":[{\"internalType\":\"bytes32[]\",\"name\":\"\",\"type\":\"bytes32[]\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "VerifierRouter",
}

// VerifierRouter is an auto generated Go binding around an Ethereum contract.
type VerifierRouter struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *VerifierRouter) GetABI() abi.ABI {
	return c.abi
}

// NewVerifierRouter creates a new instance of VerifierRouter.
func NewVerifierRouter() *VerifierRouter {
	parsed, err := VerifierRouterMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &VerifierRouter{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *VerifierRouter) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address owner_, address guardian_) returns()
func (verifierRouter *VerifierRouter) PackConstructor(owner_ common.Address, guardian_ common.Address) []byte {
	enc, err := verifierRouter.abi.Pack("", owner_, guardian_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackAcceptOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79ba5097.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function acceptOwnership() returns()
func (verifierRouter *VerifierRouter) PackAcceptOwnership() []byte {
	enc, err := verifierRouter.abi.Pack("acceptOwnership")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAcceptOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79ba5097.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function acceptOwnership() returns()
func (verifierRouter *VerifierRouter) TryPackAcceptOwnership() ([]byte, error) {
	return verifierRouter.abi.Pack("acceptOwnership")
}

// PackAdd is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0a3b0a4f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function add(address verifier) returns(bytes32 verifierId)
func (verifierRouter *VerifierRouter) PackAdd(verifier common.Address) []byte {
	enc, err := verifierRouter.abi.Pack("add", verifier)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAdd is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0a3b0a4f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function add(address verifier) returns(bytes32 verifierId)
func (verifierRouter *VerifierRouter) TryPackAdd(verifier common.Address) ([]byte, error) {
	return verifierRouter.abi.Pack("add", verifier)
}

// UnpackAdd is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x0a3b0a4f.
//
// Solidity: function add(address verifier) returns(bytes32 verifierId)
func (verifierRouter *VerifierRouter) UnpackAdd(data []byte) ([32]byte, error) {
	out, err := verifierRouter.abi.Unpack("add", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x452a9320.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function guardian() view returns(address)
func (verifierRouter *VerifierRouter) PackGuardian() []byte {
	enc, err := verifierRouter.abi.Pack("guardian")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x452a9320.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function guardian() view returns(address)
func (verifierRouter *VerifierRouter) TryPackGuardian() ([]byte, error) {
	return verifierRouter.abi.Pack("guardian")
}

// UnpackGuardian is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x452a9320.
//
// Solidity: function guardian() view returns(address)
func (verifierRouter *VerifierRouter) UnpackGuardian(data []byte) (common.Address, error) {
	out, err := verifierRouter.abi.Unpack("guardian", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackHistorical is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x596e26ae.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function historical(bytes32 verifierId) view returns(address)
func (verifierRouter *VerifierRouter) PackHistorical(verifierId [32]byte) []byte {
	enc, err := verifierRouter.abi.Pack("historical", verifierId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHistorical is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x596e26ae.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function historical(bytes32 verifierId) view returns(address)
func (verifierRouter *VerifierRouter) TryPackHistorical(verifierId [32]byte) ([]byte, error) {
	return verifierRouter.abi.Pack("historical", verifierId)
}

// UnpackHistorical is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x596e26ae.
//
// Solidity: function historical(bytes32 verifierId) view returns(address)
func (verifierRouter *VerifierRouter) UnpackHistorical(data []byte) (common.Address, error) {
	out, err := verifierRouter.abi.Unpack("historical", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackIsActive is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5c36901c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isActive(bytes32 verifierId) view returns(bool)
func (verifierRouter *VerifierRouter) PackIsActive(verifierId [32]byte) []byte {
	enc, err := verifierRouter.abi.Pack("isActive", verifierId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsActive is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5c36901c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isActive(bytes32 verifierId) view returns(bool)
func (verifierRouter *VerifierRouter) TryPackIsActive(verifierId [32]byte) ([]byte, error) {
	return verifierRouter.abi.Pack("isActive", verifierId)
}

// UnpackIsActive is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5c36901c.
//
// Solidity: function isActive(bytes32 verifierId) view returns(bool)
func (verifierRouter *VerifierRouter) UnpackIsActive(data []byte) (bool, error) {
	out, err := verifierRouter.abi.Unpack("isActive", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (verifierRouter *VerifierRouter) PackOwner() []byte {
	enc, err := verifierRouter.abi.Pack("owner")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owner() view returns(address)
func (verifierRouter *VerifierRouter) TryPackOwner() ([]byte, error) {
	return verifierRouter.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (verifierRouter *VerifierRouter) UnpackOwner(data []byte) (common.Address, error) {
	out, err := verifierRouter.abi.Unpack("owner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackPendingOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe30c3978.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pendingOwner() view returns(address)
func (verifierRouter *VerifierRouter) PackPendingOwner() []byte {
	enc, err := verifierRouter.abi.Pack("pendingOwner")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPendingOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe30c3978.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pendingOwner() view returns(address)
func (verifierRouter *VerifierRouter) TryPackPendingOwner() ([]byte, error) {
	return verifierRouter.abi.Pack("pendingOwner")
}

// UnpackPendingOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe30c3978.
//
// Solidity: function pendingOwner() view returns(address)
func (verifierRouter *VerifierRouter) UnpackPendingOwner(data []byte) (common.Address, error) {
	out, err := verifierRouter.abi.Unpack("pendingOwner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackRenounceOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x715018a6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function renounceOwnership() pure returns()
func (verifierRouter *VerifierRouter) PackRenounceOwnership() []byte {
	enc, err := verifierRouter.abi.Pack("renounceOwnership")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRenounceOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x715018a6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function renounceOwnership() pure returns()
func (verifierRouter *VerifierRouter) TryPackRenounceOwnership() ([]byte, error) {
	return verifierRouter.abi.Pack("renounceOwnership")
}

// PackSetGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8a0dac4a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setGuardian(address guardian_) returns()
func (verifierRouter *VerifierRouter) PackSetGuardian(guardian common.Address) []byte {
	enc, err := verifierRouter.abi.Pack("setGuardian", guardian)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8a0dac4a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setGuardian(address guardian_) returns()
func (verifierRouter *VerifierRouter) TryPackSetGuardian(guardian common.Address) ([]byte, error) {
	return verifierRouter.abi.Pack("setGuardian", guardian)
}

// PackStop is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x63c4f031.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function stop(bytes32 verifierId) returns()
func (verifierRouter *VerifierRouter) PackStop(verifierId [32]byte) []byte {
	enc, err := verifierRouter.abi.Pack("stop", verifierId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackStop is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x63c4f031.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function stop(bytes32 verifierId) returns()
func (verifierRouter *VerifierRouter) TryPackStop(verifierId [32]byte) ([]byte, error) {
	return verifierRouter.abi.Pack("stop", verifierId)
}

// PackStopWithProof is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5f8ef653.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function stopWithProof(bytes32 verifierId, bytes proof) returns()
func (verifierRouter *VerifierRouter) PackStopWithProof(verifierId [32]byte, proof []byte) []byte {
	enc, err := verifierRouter.abi.Pack("stopWithProof", verifierId, proof)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackStopWithProof is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5f8ef653.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function stopWithProof(bytes32 verifierId, bytes proof) returns()
func (verifierRouter *VerifierRouter) TryPackStopWithProof(verifierId [32]byte, proof []byte) ([]byte, error) {
	return verifierRouter.abi.Pack("stopWithProof", verifierId, proof)
}

// PackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (verifierRouter *VerifierRouter) PackSupportsInterface(interfaceId [4]byte) []byte {
	enc, err := verifierRouter.abi.Pack("supportsInterface", interfaceId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (verifierRouter *VerifierRouter) TryPackSupportsInterface(interfaceId [4]byte) ([]byte, error) {
	return verifierRouter.abi.Pack("supportsInterface", interfaceId)
}

// UnpackSupportsInterface is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x01ffc9a7.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (verifierRouter *VerifierRouter) UnpackSupportsInterface(data []byte) (bool, error) {
	out, err := verifierRouter.abi.Unpack("supportsInterface", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (verifierRouter *VerifierRouter) PackTransferOwnership(newOwner common.Address) []byte {
	enc, err := verifierRouter.abi.Pack("transferOwnership", newOwner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (verifierRouter *VerifierRouter) TryPackTransferOwnership(newOwner common.Address) ([]byte, error) {
	return verifierRouter.abi.Pack("transferOwnership", newOwner)
}

// PackVerifierOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2916acad.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function verifierOf(bytes32 verifierId) view returns(address verifier)
func (verifierRouter *VerifierRouter) PackVerifierOf(verifierId [32]byte) []byte {
	enc, err := verifierRouter.abi.Pack("verifierOf", verifierId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackVerifierOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2916acad.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function verifierOf(bytes32 verifierId) view returns(address verifier)
func (verifierRouter *VerifierRouter) TryPackVerifierOf(verifierId [32]byte) ([]byte, error) {
	return verifierRouter.abi.Pack("verifierOf", verifierId)
}

// UnpackVerifierOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x2916acad.
//
// Solidity: function verifierOf(bytes32 verifierId) view returns(address verifier)
func (verifierRouter *VerifierRouter) UnpackVerifierOf(data []byte) (common.Address, error) {
	out, err := verifierRouter.abi.Unpack("verifierOf", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackVersions is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc7cec7f8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function versions(bytes32 circuitId) view returns(bytes32[])
func (verifierRouter *VerifierRouter) PackVersions(circuitId [32]byte) []byte {
	enc, err := verifierRouter.abi.Pack("versions", circuitId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackVersions is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc7cec7f8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function versions(bytes32 circuitId) view returns(bytes32[])
func (verifierRouter *VerifierRouter) TryPackVersions(circuitId [32]byte) ([]byte, error) {
	return verifierRouter.abi.Pack("versions", circuitId)
}

// UnpackVersions is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc7cec7f8.
//
// Solidity: function versions(bytes32 circuitId) view returns(bytes32[])
func (verifierRouter *VerifierRouter) UnpackVersions(data []byte) ([][32]byte, error) {
	out, err := verifierRouter.abi.Unpack("versions", data)
	if err != nil {
		return *new([][32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([][32]byte)).(*[][32]byte)
	return out0, nil
}

// VerifierRouterGuardianSet represents a GuardianSet event raised by the VerifierRouter contract.
type VerifierRouterGuardianSet struct {
	Guardian common.Address
	Raw      *types.Log // Blockchain specific contextual infos
}

const VerifierRouterGuardianSetEventName = "GuardianSet"

// ContractEventName returns the user-defined event name.
func (VerifierRouterGuardianSet) ContractEventName() string {
	return VerifierRouterGuardianSetEventName
}

// UnpackGuardianSetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event GuardianSet(address indexed guardian)
func (verifierRouter *VerifierRouter) UnpackGuardianSetEvent(log *types.Log) (*VerifierRouterGuardianSet, error) {
	event := "GuardianSet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != verifierRouter.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VerifierRouterGuardianSet)
	if len(log.Data) > 0 {
		if err := verifierRouter.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range verifierRouter.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VerifierRouterOwnershipTransferStarted represents a OwnershipTransferStarted event raised by the VerifierRouter contract.
type VerifierRouterOwnershipTransferStarted struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const VerifierRouterOwnershipTransferStartedEventName = "OwnershipTransferStarted"

// ContractEventName returns the user-defined event name.
func (VerifierRouterOwnershipTransferStarted) ContractEventName() string {
	return VerifierRouterOwnershipTransferStartedEventName
}

// UnpackOwnershipTransferStartedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner)
func (verifierRouter *VerifierRouter) UnpackOwnershipTransferStartedEvent(log *types.Log) (*VerifierRouterOwnershipTransferStarted, error) {
	event := "OwnershipTransferStarted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != verifierRouter.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VerifierRouterOwnershipTransferStarted)
	if len(log.Data) > 0 {
		if err := verifierRouter.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range verifierRouter.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VerifierRouterOwnershipTransferred represents a OwnershipTransferred event raised by the VerifierRouter contract.
type VerifierRouterOwnershipTransferred struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const VerifierRouterOwnershipTransferredEventName = "OwnershipTransferred"

// ContractEventName returns the user-defined event name.
func (VerifierRouterOwnershipTransferred) ContractEventName() string {
	return VerifierRouterOwnershipTransferredEventName
}

// UnpackOwnershipTransferredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)
func (verifierRouter *VerifierRouter) UnpackOwnershipTransferredEvent(log *types.Log) (*VerifierRouterOwnershipTransferred, error) {
	event := "OwnershipTransferred"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != verifierRouter.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VerifierRouterOwnershipTransferred)
	if len(log.Data) > 0 {
		if err := verifierRouter.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range verifierRouter.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VerifierRouterVerifierAdded represents a VerifierAdded event raised by the VerifierRouter contract.
type VerifierRouterVerifierAdded struct {
	VerifierId [32]byte
	CircuitId  [32]byte
	KeyHash    [32]byte
	Verifier   common.Address
	Raw        *types.Log // Blockchain specific contextual infos
}

const VerifierRouterVerifierAddedEventName = "VerifierAdded"

// ContractEventName returns the user-defined event name.
func (VerifierRouterVerifierAdded) ContractEventName() string {
	return VerifierRouterVerifierAddedEventName
}

// UnpackVerifierAddedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event VerifierAdded(bytes32 indexed verifierId, bytes32 indexed circuitId, bytes32 keyHash, address verifier)
func (verifierRouter *VerifierRouter) UnpackVerifierAddedEvent(log *types.Log) (*VerifierRouterVerifierAdded, error) {
	event := "VerifierAdded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != verifierRouter.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VerifierRouterVerifierAdded)
	if len(log.Data) > 0 {
		if err := verifierRouter.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range verifierRouter.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VerifierRouterVerifierStopped represents a VerifierStopped event raised by the VerifierRouter contract.
type VerifierRouterVerifierStopped struct {
	VerifierId [32]byte
	By         common.Address
	Raw        *types.Log // Blockchain specific contextual infos
}

const VerifierRouterVerifierStoppedEventName = "VerifierStopped"

// ContractEventName returns the user-defined event name.
func (VerifierRouterVerifierStopped) ContractEventName() string {
	return VerifierRouterVerifierStoppedEventName
}

// UnpackVerifierStoppedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event VerifierStopped(bytes32 indexed verifierId, address indexed by)
func (verifierRouter *VerifierRouter) UnpackVerifierStoppedEvent(log *types.Log) (*VerifierRouterVerifierStopped, error) {
	event := "VerifierStopped"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != verifierRouter.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VerifierRouterVerifierStopped)
	if len(log.Data) > 0 {
		if err := verifierRouter.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range verifierRouter.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (verifierRouter *VerifierRouter) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], verifierRouter.abi.Errors["NotGuardian"].ID.Bytes()[:4]) {
		return verifierRouter.UnpackNotGuardianError(raw[4:])
	}
	if bytes.Equal(raw[:4], verifierRouter.abi.Errors["OwnableInvalidOwner"].ID.Bytes()[:4]) {
		return verifierRouter.UnpackOwnableInvalidOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], verifierRouter.abi.Errors["OwnableUnauthorizedAccount"].ID.Bytes()[:4]) {
		return verifierRouter.UnpackOwnableUnauthorizedAccountError(raw[4:])
	}
	if bytes.Equal(raw[:4], verifierRouter.abi.Errors["RenounceRefused"].ID.Bytes()[:4]) {
		return verifierRouter.UnpackRenounceRefusedError(raw[4:])
	}
	if bytes.Equal(raw[:4], verifierRouter.abi.Errors["VerifierIsStopped"].ID.Bytes()[:4]) {
		return verifierRouter.UnpackVerifierIsStoppedError(raw[4:])
	}
	if bytes.Equal(raw[:4], verifierRouter.abi.Errors["VerifierKnown"].ID.Bytes()[:4]) {
		return verifierRouter.UnpackVerifierKnownError(raw[4:])
	}
	if bytes.Equal(raw[:4], verifierRouter.abi.Errors["VerifierUnknown"].ID.Bytes()[:4]) {
		return verifierRouter.UnpackVerifierUnknownError(raw[4:])
	}
	if bytes.Equal(raw[:4], verifierRouter.abi.Errors["VerifierWithoutCode"].ID.Bytes()[:4]) {
		return verifierRouter.UnpackVerifierWithoutCodeError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// VerifierRouterNotGuardian represents a NotGuardian error raised by the VerifierRouter contract.
type VerifierRouterNotGuardian struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotGuardian(address caller)
func VerifierRouterNotGuardianErrorID() common.Hash {
	return common.HexToHash("0xa252c151cd1ee155ad6a596fd962f839a8b963fd05f5e863eca095de2e0b08a4")
}

// UnpackNotGuardianError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotGuardian(address caller)
func (verifierRouter *VerifierRouter) UnpackNotGuardianError(raw []byte) (*VerifierRouterNotGuardian, error) {
	out := new(VerifierRouterNotGuardian)
	if err := verifierRouter.abi.UnpackIntoInterface(out, "NotGuardian", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VerifierRouterOwnableInvalidOwner represents a OwnableInvalidOwner error raised by the VerifierRouter contract.
type VerifierRouterOwnableInvalidOwner struct {
	Owner common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableInvalidOwner(address owner)
func VerifierRouterOwnableInvalidOwnerErrorID() common.Hash {
	return common.HexToHash("0x1e4fbdf7f3ef8bcaa855599e3abf48b232380f183f08f6f813d9ffa5bd585188")
}

// UnpackOwnableInvalidOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableInvalidOwner(address owner)
func (verifierRouter *VerifierRouter) UnpackOwnableInvalidOwnerError(raw []byte) (*VerifierRouterOwnableInvalidOwner, error) {
	out := new(VerifierRouterOwnableInvalidOwner)
	if err := verifierRouter.abi.UnpackIntoInterface(out, "OwnableInvalidOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VerifierRouterOwnableUnauthorizedAccount represents a OwnableUnauthorizedAccount error raised by the VerifierRouter contract.
type VerifierRouterOwnableUnauthorizedAccount struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func VerifierRouterOwnableUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0x118cdaa7a341953d1887a2245fd6665d741c67c8c50581daa59e1d03373fa188")
}

// UnpackOwnableUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func (verifierRouter *VerifierRouter) UnpackOwnableUnauthorizedAccountError(raw []byte) (*VerifierRouterOwnableUnauthorizedAccount, error) {
	out := new(VerifierRouterOwnableUnauthorizedAccount)
	if err := verifierRouter.abi.UnpackIntoInterface(out, "OwnableUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VerifierRouterRenounceRefused represents a RenounceRefused error raised by the VerifierRouter contract.
type VerifierRouterRenounceRefused struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RenounceRefused()
func VerifierRouterRenounceRefusedErrorID() common.Hash {
	return common.HexToHash("0xcc68baac6e6af226878123b30ec3351011eb09927cee5c05af5ddb57a0c851b8")
}

// UnpackRenounceRefusedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RenounceRefused()
func (verifierRouter *VerifierRouter) UnpackRenounceRefusedError(raw []byte) (*VerifierRouterRenounceRefused, error) {
	out := new(VerifierRouterRenounceRefused)
	if err := verifierRouter.abi.UnpackIntoInterface(out, "RenounceRefused", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VerifierRouterVerifierIsStopped represents a VerifierIsStopped error raised by the VerifierRouter contract.
type VerifierRouterVerifierIsStopped struct {
	VerifierId [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error VerifierIsStopped(bytes32 verifierId)
func VerifierRouterVerifierIsStoppedErrorID() common.Hash {
	return common.HexToHash("0xb5019db86d2d92d449e868721e910d3227780332044f4ff12b6a886ab307a396")
}

// UnpackVerifierIsStoppedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error VerifierIsStopped(bytes32 verifierId)
func (verifierRouter *VerifierRouter) UnpackVerifierIsStoppedError(raw []byte) (*VerifierRouterVerifierIsStopped, error) {
	out := new(VerifierRouterVerifierIsStopped)
	if err := verifierRouter.abi.UnpackIntoInterface(out, "VerifierIsStopped", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VerifierRouterVerifierKnown represents a VerifierKnown error raised by the VerifierRouter contract.
type VerifierRouterVerifierKnown struct {
	VerifierId [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error VerifierKnown(bytes32 verifierId)
func VerifierRouterVerifierKnownErrorID() common.Hash {
	return common.HexToHash("0xe0febe5b23908ea45e5528e1b62946decb465e38898d6404c7ead04fae8a6a30")
}

// UnpackVerifierKnownError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error VerifierKnown(bytes32 verifierId)
func (verifierRouter *VerifierRouter) UnpackVerifierKnownError(raw []byte) (*VerifierRouterVerifierKnown, error) {
	out := new(VerifierRouterVerifierKnown)
	if err := verifierRouter.abi.UnpackIntoInterface(out, "VerifierKnown", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VerifierRouterVerifierUnknown represents a VerifierUnknown error raised by the VerifierRouter contract.
type VerifierRouterVerifierUnknown struct {
	VerifierId [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error VerifierUnknown(bytes32 verifierId)
func VerifierRouterVerifierUnknownErrorID() common.Hash {
	return common.HexToHash("0xffcba9feb3c9834048eddb0e636642c097682b40d3ca0673f273b4774de0308b")
}

// UnpackVerifierUnknownError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error VerifierUnknown(bytes32 verifierId)
func (verifierRouter *VerifierRouter) UnpackVerifierUnknownError(raw []byte) (*VerifierRouterVerifierUnknown, error) {
	out := new(VerifierRouterVerifierUnknown)
	if err := verifierRouter.abi.UnpackIntoInterface(out, "VerifierUnknown", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VerifierRouterVerifierWithoutCode represents a VerifierWithoutCode error raised by the VerifierRouter contract.
type VerifierRouterVerifierWithoutCode struct {
	Verifier common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error VerifierWithoutCode(address verifier)
func VerifierRouterVerifierWithoutCodeErrorID() common.Hash {
	return common.HexToHash("0x5e324f0e9f6439b42f2d8bce8d577f97f77d1042e34228d04952ad15198e9ea4")
}

// UnpackVerifierWithoutCodeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error VerifierWithoutCode(address verifier)
func (verifierRouter *VerifierRouter) UnpackVerifierWithoutCodeError(raw []byte) (*VerifierRouterVerifierWithoutCode, error) {
	out := new(VerifierRouterVerifierWithoutCode)
	if err := verifierRouter.abi.UnpackIntoInterface(out, "VerifierWithoutCode", raw); err != nil {
		return nil, err
	}
	return out, nil
}
