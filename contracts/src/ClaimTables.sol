// SPDX-License-Identifier: Apache-2.0
// Code generated from circuits/claim by make generate. DO NOT EDIT.
pragma solidity 0.8.37;

/// @title ClaimTables
/// @author The vitalproof authors
/// @notice The metrics of claim words and the rows of their limits, for ClaimLimits. A place is
/// where a text stands in TEXT: 2 bytes offset, 1 byte length.
library ClaimTables {
    /// @notice Bits of the fields that every claim word begins with.
    uint256 internal constant HEADER_BITS = 66;

    /// @notice Bits of the set's id, which ends the words of codes.
    uint256 internal constant SET_BITS = 176;

    /// @notice Bytes of a metric: number, bits of the word, 1 if a set ends it, first row (2 bytes),
    /// number of rows, place of the name.
    uint256 internal constant METRIC_BYTES = 9;

    /// @notice Bytes of a row: place of the quantity, place of the unit or of the choices' words with
    /// "|" between them, bits of the bound, flags, the bound that is no limit (3 bytes). Flags: bits
    /// 0 and 1 comparison (0 at least, 1 at most, 2 exactly, 3 choice), 2 a strict bit follows, 3
    /// listed whatever it says, 4 one decimal at least, 5 and 6 decimals.
    uint256 internal constant ROW_BYTES = 11;

    /// @notice The metrics.
    bytes internal constant METRICS =
        hex"01f70000000f00f70c" // 1 glucose-5min
        hex"02f70000000f01030d" // 2 glucose-15min
        hex"039c00000f09014d0f" // 3 heart-rate-1min
        hex"048300001807017a09" // 4 spo2-1min
        hex"0aab00001f07018805" // 10 steps
        hex"0bab0000260701aa0e" // 11 active-minutes
        hex"0cab0000260701b80d" // 12 sleep-minutes
        hex"0dab0000260701c50b" // 13 pap-minutes
        hex"0eab00002d0701d012" // 14 resting-heart-rate
        hex"0fab0000340701e408" // 15 hrv-sdnn
        hex"10ab0000340701ec09" // 16 hrv-rmssd
        hex"148a00003b0702460e" // 20 blood-pressure
        hex"156e00004205025405" // 21 hba1c
        hex"167400004705025903" // 22 bmi
        hex"178000004c05026103" // 23 ahi
        hex"186e0000510502660b" // 24 cholesterol
        hex"196e0000560502710b" // 25 glucose-lab
        hex"1a6e00005b0500b103" // 26 age
        hex"1ef301006001029009" // 30 icd-10-cm
        hex"1ff301006001029909" // 31 snomed-ct
        hex"20f30100600102a20e" // 32 cpic-phenotype
    ;

    /// @notice The rows of all metrics; some share theirs.
    bytes internal constant ROWS =
        hex"00000f000f010e44000000" // glucose: in 70-180 mg/dL
        hex"00100f000f010e44000000" // glucose: in 63-140 mg/dL
        hex"001f0f000f010e44000000" // glucose: in 70-140 mg/dL
        hex"002e0e000f010e45002710" // glucose: below 54 mg/dL
        hex"003c0e000f010e45002710" // glucose: below 63 mg/dL
        hex"004a0e000f010e45002710" // glucose: below 70 mg/dL
        hex"00580f000f010e45002710" // glucose: above 140 mg/dL
        hex"00670f000f010e45002710" // glucose: above 180 mg/dL
        hex"00760f000f010e45002710" // glucose: above 250 mg/dL
        hex"008504000a0509050001ff" // glucose: mean
        hex"008903000f010b550007ff" // glucose: gmi
        hex"008c02000f010b250007ff" // glucose: cv
        hex"008e0b00990d0203000000" // glucose: time-of-day
        hex"00a60e000f010700000000" // glucose: night-coverage
        hex"00b40b00bf380303000000" // glucose: longest-gap
        hex"01100e000f010e44000000" // heart-rate: in 60-100 /min
        hex"011e0d000f010e45002710" // heart-rate: below 50 /min
        hex"012b0e000f010e45002710" // heart-rate: above 100 /min
        hex"013914000f010e45002710" // heart-rate: at or above 110 /min
        hex"008504011a040804000000" // heart-rate: mean
        hex"008504011a0408050000ff" // heart-rate: mean
        hex"008e0b00990d0203000000" // heart-rate: time-of-day
        hex"00a60e000f010700000000" // heart-rate: night-coverage
        hex"00b40b00bf380303000000" // heart-rate: longest-gap
        hex"015c0a000f010e45002710" // spo2: below 88 %
        hex"01660a000f010e45002710" // spo2: below 90 %
        hex"01700a000f010e45002710" // spo2: below 94 %
        hex"008504000f010704000000" // spo2: mean
        hex"008e0b00990d0203000000" // spo2: time-of-day
        hex"00a60e000f010700000000" // spo2: night-coverage
        hex"00b40b00bf380303000000" // spo2: longest-gap
        hex"0183050188051102000000" // steps: level
        hex"018d0d018d040900000000" // steps: days-at-level
        hex"019a0c018d040900000000" // steps: run-at-level
        hex"0085040188051104000000" // steps: mean
        hex"008504018805110501ffff" // steps: mean
        hex"01a6040188051100000000" // steps: each
        hex"01a604018805110101ffff" // steps: each
        hex"0183050100031102000000" // active-minutes: level
        hex"018d0d018d040900000000" // active-minutes: days-at-level
        hex"019a0c018d040900000000" // active-minutes: run-at-level
        hex"0085040100031104000000" // active-minutes: mean
        hex"008504010003110501ffff" // active-minutes: mean
        hex"01a6040100031100000000" // active-minutes: each
        hex"01a604010003110101ffff" // active-minutes: each
        hex"018305011a041102000000" // resting-heart-rate: level
        hex"018d0d018d040900000000" // resting-heart-rate: days-at-level
        hex"019a0c018d040900000000" // resting-heart-rate: run-at-level
        hex"008504011a041104000000" // resting-heart-rate: mean
        hex"008504011a04110501ffff" // resting-heart-rate: mean
        hex"01a604011a041100000000" // resting-heart-rate: each
        hex"01a604011a04110101ffff" // resting-heart-rate: each
        hex"01830501e2021122000000" // hrv-sdnn: level
        hex"018d0d018d040900000000" // hrv-sdnn: days-at-level
        hex"019a0c018d040900000000" // hrv-sdnn: run-at-level
        hex"00850401e2021124000000" // hrv-sdnn: mean
        hex"00850401e202112501ffff" // hrv-sdnn: mean
        hex"01a60401e2021120000000" // hrv-sdnn: each
        hex"01a60401e202112101ffff" // hrv-sdnn: each
        hex"01f50401f92b020b000000" // blood-pressure: take
        hex"0224040000000702000000" // blood-pressure: last
        hex"022809018d040700000000" // blood-pressure: occasions
        hex"0231080239040d04000000" // blood-pressure: systolic
        hex"0231080239040d05001fff" // blood-pressure: systolic
        hex"023d090239040d04000000" // blood-pressure: diastolic
        hex"023d090239040d05001fff" // blood-pressure: diastolic
        hex"01f50401f92b020b000000" // hba1c: take
        hex"0224040000000702000000" // hba1c: last
        hex"022809018d040700000000" // hba1c: occasions
        hex"025405000f010d24000000" // hba1c: hba1c
        hex"025405000f010d25001fff" // hba1c: hba1c
        hex"01f50401f92b020b000000" // bmi: take
        hex"0224040000000702000000" // bmi: last
        hex"022809018d040700000000" // bmi: occasions
        hex"025903025c051024000000" // bmi: bmi
        hex"025903025c05102500ffff" // bmi: bmi
        hex"01f50401f92b020b000000" // ahi: take
        hex"0224040000000702000000" // ahi: last
        hex"022809018d040700000000" // ahi: occasions
        hex"0261030264021624000000" // ahi: ahi
        hex"02610302640216253fffff" // ahi: ahi
        hex"01f50401f92b020b000000" // cholesterol: take
        hex"0224040000000702000000" // cholesterol: last
        hex"022809018d040700000000" // cholesterol: occasions
        hex"02660b000a050d04000000" // cholesterol: cholesterol
        hex"02660b000a050d05001fff" // cholesterol: cholesterol
        hex"01f50401f92b020b000000" // glucose-lab: take
        hex"0224040000000702000000" // glucose-lab: last
        hex"022809018d040700000000" // glucose-lab: occasions
        hex"00f707000a050d04000000" // glucose-lab: glucose
        hex"00f707000a050d05001fff" // glucose-lab: glucose
        hex"01f50401f92b020b000000" // age: take
        hex"0224040000000702000000" // age: last
        hex"022809018d040700000000" // age: occasions
        hex"00b103027c050d04000000" // age: age
        hex"00b103027c050d05001fff" // age: age
        hex"028106028709010b000000" // icd-10-cm: member
    ;

    /// @notice What the places refer to.
    bytes internal constant TEXT =
        "in 70-180 mg/dL"
        "%"
        "in 63-140 mg/dL"
        "in 70-140 mg/dL"
        "below 54 mg/dL"
        "below 63 mg/dL"
        "below 70 mg/dL"
        "above 140 mg/dL"
        "above 180 mg/dL"
        "above 250 mg/dL"
        "mean"
        "gmi"
        "cv"
        "time-of-day"
        "all|night|day"
        "night-coverage"
        "longest-gap"
        "any|<= 2 h|<= 4 h|<= 8 h|<= 12 h|<= 24 h|<= 48 h|<= 72 h"
        "glucose-5min"
        "glucose-15min"
        "in 60-100 /min"
        "below 50 /min"
        "above 100 /min"
        "at or above 110 /min"
        "heart-rate-1min"
        "below 88 %"
        "below 90 %"
        "below 94 %"
        "spo2-1min"
        "level"
        "steps"
        "days-at-level"
        "run-at-level"
        "each"
        "active-minutes"
        "sleep-minutes"
        "pap-minutes"
        "resting-heart-rate"
        "ms"
        "hrv-sdnn"
        "hrv-rmssd"
        "take"
        "latest|average|all|lowest of the latest day"
        "last"
        "occasions"
        "systolic"
        "mmHg"
        "diastolic"
        "blood-pressure"
        "hba1c"
        "bmi"
        "kg/m2"
        "ahi"
        "/h"
        "cholesterol"
        "glucose-lab"
        "years"
        "member"
        "in|not in"
        "icd-10-cm"
        "snomed-ct"
        "cpic-phenotype"
    ;
}
