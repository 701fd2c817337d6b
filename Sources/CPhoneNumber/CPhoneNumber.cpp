#include "CPhoneNumber.h"

#include <cstring>
#include <set>
#include <string>

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

namespace {

const PhoneNumberUtil &library() {
    return *PhoneNumberUtil::GetInstance();
}

bool write(const std::string &text, char answer[CPHONE_CAPACITY]) {
    if (text.size() >= CPHONE_CAPACITY) { return false; }
    std::memcpy(answer, text.c_str(), text.size() + 1);
    return true;
}

cphone_result result_of(PhoneNumberUtil::ErrorType error) {
    switch (error) {
    case PhoneNumberUtil::NO_PARSING_ERROR: return CPHONE_OK;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR: return CPHONE_UNKNOWN_COUNTRY_CODE;
    case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
    case PhoneNumberUtil::TOO_SHORT_NSN: return CPHONE_TOO_SHORT;
    case PhoneNumberUtil::TOO_LONG_NSN: return CPHONE_TOO_LONG;
    default: return CPHONE_NOT_A_NUMBER;
    }
}

/* Lengths only: numbering plans grow faster than a distribution's copy of them. */
cphone_result length_of(const PhoneNumber &number) {
    switch (library().IsPossibleNumberWithReason(number)) {
    case PhoneNumberUtil::IS_POSSIBLE: return CPHONE_OK;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE: return CPHONE_UNKNOWN_COUNTRY_CODE;
    case PhoneNumberUtil::TOO_LONG: return CPHONE_TOO_LONG;
    case PhoneNumberUtil::TOO_SHORT:
    case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY: return CPHONE_TOO_SHORT;
    default: return CPHONE_WRONG_LENGTH;
    }
}

bool parse_e164(const char *text, size_t length, PhoneNumber *number) {
    return library().Parse(std::string(text, length), "ZZ", number) == PhoneNumberUtil::NO_PARSING_ERROR;
}

}  // namespace

bool cphone_knows_region(const char *region) {
    std::set<std::string> regions;
    library().GetSupportedRegions(&regions);
    return regions.count(region) > 0;
}

cphone_result cphone_normalize(const char *text, size_t length, const char *region, char answer[CPHONE_CAPACITY]) {
    PhoneNumber number;
    cphone_result result = result_of(library().Parse(std::string(text, length), region, &number));
    if (result != CPHONE_OK) { return result; }
    if (number.has_extension()) { return CPHONE_HAS_EXTENSION; }
    result = length_of(number);
    if (result != CPHONE_OK) { return result; }
    std::string formatted;
    library().Format(number, PhoneNumberUtil::E164, &formatted);
    return write(formatted, answer) ? CPHONE_OK : CPHONE_TOO_LONG;
}

bool cphone_region(const char *number, size_t length, char answer[CPHONE_CAPACITY]) {
    PhoneNumber parsed;
    if (!parse_e164(number, length, &parsed)) { return false; }
    std::string region;
    library().GetRegionCodeForNumber(parsed, &region);
    if (region.empty() || region == "ZZ") { library().GetRegionCodeForCountryCode(parsed.country_code(), &region); }
    return !region.empty() && region != "ZZ" && region != "001" && write(region, answer);
}

bool cphone_format(const char *number, size_t length, char answer[CPHONE_CAPACITY]) {
    PhoneNumber parsed;
    if (!parse_e164(number, length, &parsed)) { return false; }
    std::string formatted;
    library().Format(parsed, PhoneNumberUtil::INTERNATIONAL, &formatted);
    return write(formatted, answer);
}
