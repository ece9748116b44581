// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title DemoToken
/// @author The vitalproof authors
/// @notice Worthless money for demonstrations and local chains.
contract DemoToken is ERC20 {
    /// @notice Gives the whole supply to one account.
    /// @param holder Account that receives it.
    /// @param supply Amount, in the token's smallest unit (18 decimals).
    constructor(address holder, uint256 supply) ERC20("Demo dollar", "DEMO") {
        _mint(holder, supply);
    }
}
