package onchain

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
)

// Options say how a transaction is sent.
type Options struct {
	DryRun        bool     // ask and estimate, send nothing
	Confirmations uint64   // blocks to wait for on top of the transaction's own
	MaxFeePerGas  *big.Int // wei; nil: twice the base fee and the tip
	Tip           *big.Int // wei a gas; nil: what the node suggests
	Progress      func(string)
}

func (o Options) say(format string, args ...any) {
	if o.Progress != nil {
		o.Progress(fmt.Sprintf(format, args...))
	}
}

// Receipt says what a transaction cost, or in a dry run what it would.
type Receipt struct {
	DryRun          bool
	TxHash          common.Hash
	Block           uint64
	Gas             uint64   // of the whole transaction
	ExecutionGas    uint64   // without the transaction's base cost and calldata
	FeeWei          *big.Int // paid
	EstimatedGas    uint64   // the node's estimate
	EstimatedFeeWei *big.Int // the estimate at the most that the fee may be
}

// add sums up what several transactions cost; hash and block are the last one's.
func (r *Receipt) add(next Receipt) {
	sum := func(a, b *big.Int) *big.Int {
		switch {
		case a == nil:
			return b
		case b == nil:
			return a
		}
		return new(big.Int).Add(a, b)
	}
	r.DryRun, r.TxHash, r.Block = next.DryRun, next.TxHash, next.Block
	r.Gas += next.Gas
	r.ExecutionGas += next.ExecutionGas
	r.EstimatedGas += next.EstimatedGas
	r.FeeWei, r.EstimatedFeeWei = sum(r.FeeWei, next.FeeWei), sum(r.EstimatedFeeWei, next.EstimatedFeeWei)
}

// Errors of transactions.
var (
	ErrOldChain  = errors.New("the chain has no base fee (EIP-1559)")
	ErrFee       = errors.New("the fee allowed is below what the chain asks")
	ErrTip       = errors.New("the node suggests a tip above 500 gwei a gas: state the tip")
	ErrSent      = errors.New("it was sent, look for it before you send it again")
	ErrMinedFail = errors.New("the transaction was mined and failed: what it found had changed since the node was asked")
)

const (
	// mostGas is the most that one transaction may use since EIP-7825.
	mostGas = 16_777_216
	// gasSpare is what is added to the estimate, in percent: a batch or a consent
	// contract may find a colder state. Unused gas is not paid.
	gasSpare = 20
	// mostTip is the largest tip taken on a node's word alone: tips are paid in full.
	mostTip = 500 * params.GWei
	// pollReceipt is how often a receipt is asked for.
	pollReceipt = 250 * time.Millisecond
)

// A target is a contract and what it is called in errors.
type target struct {
	name string
	at   common.Address
}

// call asks a contract without changing anything.
func (c *Client) call(ctx context.Context, from common.Address, to target, data []byte) ([]byte, error) {
	out, err := c.node.CallContract(ctx, ethereum.CallMsg{From: from, To: &to.at, Data: data}, nil)
	if err != nil {
		return nil, answered(ctx, to.name, err)
	}
	return out, nil
}

// send asks first, since a mined failure does not say why, then signs, sends and
// waits. In a dry run it stops after the estimate.
func (c *Client) send(ctx context.Context, a *Account, to target, data []byte, o Options) (Receipt, *types.Receipt, error) {
	return c.transact(ctx, a, to.name, &to.at, data, o)
}

// create deploys a contract.
func (c *Client) create(ctx context.Context, a *Account, name string, code []byte, o Options) (common.Address, Receipt, error) {
	r, mined, err := c.transact(ctx, a, name, nil, code, o)
	if err != nil || mined == nil {
		return common.Address{}, r, err
	}
	return mined.ContractAddress, r, nil
}

func (c *Client) transact(ctx context.Context, a *Account, name string, to *common.Address, data []byte, o Options) (Receipt, *types.Receipt, error) {
	msg := ethereum.CallMsg{From: a.address, To: to, Data: data}
	if _, err := c.node.CallContract(ctx, msg, nil); err != nil {
		return Receipt{}, nil, answered(ctx, name, err)
	}
	tx, r, err := c.plan(ctx, name, msg, o)
	if err != nil || o.DryRun {
		return r, nil, err
	}
	if tx.Nonce, err = c.node.PendingNonceAt(ctx, a.address); err != nil {
		return r, nil, fmt.Errorf("read the nonce of %s: %w", a, unreachable(ctx, err))
	}
	signed, err := a.signTx(types.NewTx(tx))
	if err != nil {
		return r, nil, err
	}
	r.TxHash = signed.Hash()
	if err := c.node.SendTransaction(ctx, signed); err != nil {
		// The node may have taken it all the same: say by which name to look for it.
		return r, nil, fmt.Errorf("send transaction %s to the %s: %w", r.TxHash, name, unreachable(ctx, err))
	}
	o.say("sent %s to the %s", r.TxHash, name)
	mined, err := c.wait(ctx, r.TxHash, o)
	if err != nil {
		return r, nil, fmt.Errorf("wait for transaction %s: %w: %w", r.TxHash, ErrSent, err)
	}
	r.Block, r.Gas = mined.BlockNumber.Uint64(), mined.GasUsed
	r.ExecutionGas = mined.GasUsed - min(mined.GasUsed, intrinsicGas(data))
	if mined.EffectiveGasPrice != nil {
		r.FeeWei = new(big.Int).Mul(new(big.Int).SetUint64(mined.GasUsed), mined.EffectiveGasPrice)
	}
	if mined.Status != types.ReceiptStatusSuccessful {
		if _, err := c.node.CallContract(ctx, msg, nil); err != nil {
			return r, nil, fmt.Errorf("%w (%s): %w", ErrMinedFail, r.TxHash, answered(ctx, name, err))
		}
		return r, nil, fmt.Errorf("%w (%s)", ErrMinedFail, r.TxHash)
	}
	if to == nil && mined.ContractAddress != crypto.CreateAddress(a.address, tx.Nonce) {
		return r, nil, fmt.Errorf("deploy the %s: the node names an address that is not the contract's", name)
	}
	return r, mined, nil
}

// plan estimates gas and fee.
func (c *Client) plan(ctx context.Context, name string, msg ethereum.CallMsg, o Options) (*types.DynamicFeeTx, Receipt, error) {
	r := Receipt{DryRun: o.DryRun}
	gas, err := c.node.EstimateGas(ctx, msg)
	if err != nil {
		return nil, r, answered(ctx, name, err)
	}
	head, err := c.head(ctx)
	if err != nil {
		return nil, r, err
	}
	feeCap, tip, err := c.fees(ctx, head, o)
	if err != nil {
		return nil, r, err
	}
	limit := gas + gas*gasSpare/100
	if gas <= mostGas {
		limit = min(limit, mostGas)
	}
	r.EstimatedGas = gas
	r.EstimatedFeeWei = new(big.Int).Mul(new(big.Int).SetUint64(gas), feeCap)
	return &types.DynamicFeeTx{
		ChainID: new(big.Int).SetUint64(c.chainID), To: msg.To, Data: msg.Data, Gas: limit, GasTipCap: tip, GasFeeCap: feeCap,
	}, r, nil
}

func (c *Client) fees(ctx context.Context, head *types.Header, o Options) (feeCap, tip *big.Int, err error) {
	if head.BaseFee == nil {
		return nil, nil, ErrOldChain
	}
	if tip = o.Tip; tip == nil {
		if tip, err = c.node.SuggestGasTipCap(ctx); err != nil {
			return nil, nil, fmt.Errorf("ask for a tip: %w", unreachable(ctx, err))
		}
		if tip.Cmp(big.NewInt(mostTip)) > 0 {
			return nil, nil, ErrTip
		}
	}
	if feeCap = o.MaxFeePerGas; feeCap == nil {
		feeCap = new(big.Int).Lsh(head.BaseFee, 1)
		feeCap.Add(feeCap, tip)
	}
	if feeCap.Cmp(head.BaseFee) < 0 {
		return nil, nil, fmt.Errorf("%w: %s wei a gas allowed, the base fee is %s", ErrFee, feeCap, head.BaseFee)
	}
	if tip.Cmp(feeCap) > 0 {
		tip = feeCap
	}
	return feeCap, tip, nil
}

// wait waits until a transaction is as deep in the chain as asked for. A node
// that fails to answer is asked again until the context ends: the transaction is
// sent, and giving up would not take it back.
func (c *Client) wait(ctx context.Context, hash common.Hash, o Options) (*types.Receipt, error) {
	for {
		receipt, err := c.node.TransactionReceipt(ctx, hash)
		if err == nil && receipt.BlockNumber != nil && receipt.BlockNumber.IsUint64() {
			if o.Confirmations == 0 {
				return receipt, nil
			}
			// The receipt is read again each time, so a reorganisation is seen.
			if head, err := c.node.BlockNumber(ctx); err == nil && head >= receipt.BlockNumber.Uint64()+o.Confirmations {
				return receipt, nil
			}
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pollReceipt):
		}
	}
}

// intrinsicGas is what a transaction to a contract costs before any code runs:
// 21,000 and 4 or 16 a byte of calldata (EIP-2028).
func intrinsicGas(data []byte) uint64 {
	zeros := uint64(bytes.Count(data, []byte{0}))
	return params.TxGas + zeros*params.TxDataZeroGas + (uint64(len(data))-zeros)*params.TxDataNonZeroGasEIP2028
}
