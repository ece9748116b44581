// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title Timelock
/// @author The vitalproof authors
/// @notice OpenZeppelin's timelock, unchanged: the intended owner of router and registries. What is
/// added can be seen for the whole delay before it counts.
contract Timelock is TimelockController {
    /// @notice Sets the first roles, see `TimelockController`.
    /// @param minDelay Seconds between scheduling and execution.
    /// @param proposers Accounts that schedule and cancel.
    /// @param executors Accounts that execute; the zero address lets anyone.
    /// @param admin Account that may change roles beside the timelock itself, or zero for none.
    constructor(
        uint256 minDelay,
        address[] memory proposers,
        address[] memory executors,
        address admin
    ) TimelockController(minDelay, proposers, executors, admin) {}
}
