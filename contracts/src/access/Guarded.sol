// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";

/// @title Guarded
/// @author The vitalproof authors
/// @notice Two roles: an owner who adds, slowly, and a guardian who can stop, at once.
/// @dev The owner is meant to be a timelock, so that everybody sees an addition before it counts.
/// A stop cannot wait that long: hence the guardian, who can do nothing else, so that a stolen
/// guardian key costs service and never a false record.
abstract contract Guarded is Ownable2Step {
    /// @notice Account that may stop, besides the owner; zero if there is none.
    address public guardian;

    /// @notice The guardian was set.
    /// @param guardian Account that may stop from now on, or zero for none.
    event GuardianSet(address indexed guardian);

    /// @notice The caller is neither the owner nor the guardian.
    error NotGuardian(address caller);

    /// @notice Without an owner nobody could set another guardian, so the role is only handed on.
    error RenounceRefused();

    /// @notice Lets the owner or the guardian pass. Reverts with `NotGuardian` for anyone else.
    modifier onlyGuardian() {
        if (!_isGuardian(msg.sender)) revert NotGuardian(msg.sender);
        _;
    }

    /// @notice Sets both roles.
    /// @param owner_ First owner; reverts if zero.
    /// @param guardian_ First guardian, or zero for none.
    constructor(address owner_, address guardian_) Ownable(owner_) {
        _setGuardian(guardian_);
    }

    /// @notice Sets the guardian. Owner only.
    /// @param guardian_ Account that may stop, or zero for none.
    function setGuardian(address guardian_) external onlyOwner {
        _setGuardian(guardian_);
    }

    /// @notice Always reverts with `RenounceRefused`.
    function renounceOwnership() public pure override {
        revert RenounceRefused();
    }

    /// @notice Whether an account may stop things.
    /// @param account Account to look at.
    /// @return True for the owner and the guardian.
    function _isGuardian(address account) internal view returns (bool) {
        return account == guardian || account == owner();
    }

    function _setGuardian(address guardian_) private {
        guardian = guardian_;
        emit GuardianSet(guardian_);
    }
}
