// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ClaimWord
/// @author The vitalproof authors
/// @notice Takes a claim word apart as `circuits/SPEC.md` section 4 lays it out: the fields that
/// all metrics have. The Go encoder is the other half, and both are held to
/// `circuits/vectors/encoding.json`.
library ClaimWord {
    // Offsets of the claim's fields in bits, from the least significant bit. From bit 66 on stand
    // the limits of the metric, which the circuit reads, and `ClaimLimits` for people.
    uint256 private constant METRIC_AT = 4;
    uint256 private constant DAYS_AT = 12;
    uint256 private constant EARLIEST_END_AT = 21;
    uint256 private constant SPAN_AT = 41;
    uint256 private constant MIN_ASSURANCE_AT = 49;
    uint256 private constant COVERAGE_AT = 52;

    /// @notice Last day that the field of the window's end can hold, in days since 1970-01-01.
    uint256 internal constant LAST_DAY = 0xfffff;

    /// @notice Version of the claim's layout; 1 is the only one.
    /// @param claim Claim word.
    /// @return Bits 0 to 3.
    function claimFormat(uint256 claim) internal pure returns (uint8) {
        return uint8(claim & 0xf);
    }

    /// @notice Metric the claim is about.
    /// @param claim Claim word.
    /// @return Bits 4 to 11.
    function claimMetric(uint256 claim) internal pure returns (uint8) {
        return uint8(claim >> METRIC_AT);
    }

    /// @notice Length of the window in days.
    /// @param claim Claim word.
    /// @return Bits 12 to 20.
    function claimDays(uint256 claim) internal pure returns (uint16) {
        return uint16((claim >> DAYS_AT) & 0x1ff);
    }

    /// @notice First day on which the window may end, in days since 1970-01-01.
    /// @param claim Claim word.
    /// @return Bits 21 to 40.
    function claimEarliestEnd(uint256 claim) internal pure returns (uint32) {
        return uint32((claim >> EARLIEST_END_AT) & LAST_DAY);
    }

    /// @notice Last day on which the window may end, in days since 1970-01-01.
    /// @param claim Claim word.
    /// @return Bits 21 to 40 plus bits 41 to 48; at most 2^20 + 254, so it cannot overflow.
    function claimLatestEnd(uint256 claim) internal pure returns (uint32) {
        return claimEarliestEnd(claim) + claimSpan(claim);
    }

    /// @notice Days from the first to the last day on which the window may end.
    /// @param claim Claim word.
    /// @return Bits 41 to 48.
    function claimSpan(uint256 claim) internal pure returns (uint8) {
        return uint8(claim >> SPAN_AT);
    }

    /// @notice The same claim for a window that ends later.
    /// @dev The caller makes sure that `claimEarliestEnd(claim) + offset` is at most `LAST_DAY`, or
    /// the sum would run over into the next field.
    /// @param claim Claim word.
    /// @param offset Days to add to the first and the last day of the window's end.
    /// @return Claim word.
    function claimShifted(uint256 claim, uint256 offset) internal pure returns (uint256) {
        return claim + (offset << EARLIEST_END_AT);
    }

    /// @notice Lowest assurance level of the seal that counts.
    /// @param claim Claim word.
    /// @return Bits 49 to 51.
    function claimMinAssurance(uint256 claim) internal pure returns (uint8) {
        return uint8((claim >> MIN_ASSURANCE_AT) & 0x7);
    }

    /// @notice Share of the window's slots that must hold a reading, in hundredths of a percent.
    /// @param claim Claim word.
    /// @return Bits 52 to 65.
    function claimCoverage(uint256 claim) internal pure returns (uint16) {
        return uint16((claim >> COVERAGE_AT) & 0x3fff);
    }

    /// @notice Whether the word is a claim at all: layout 1 and nothing above the metric's fields.
    /// @dev No metric's word has more than 252 bits, so it is below R. Whether the claim can be met
    /// is for the circuit.
    /// @param claim Claim word.
    /// @param bits Bits of the words of the claim's metric, see `ClaimLimits.bits`.
    /// @return True if a policy may ask for it.
    function claimWellFormed(uint256 claim, uint256 bits) internal pure returns (bool) {
        return claimFormat(claim) == 1 && claim >> bits == 0;
    }
}
