#include "pg/door.hpp"

#include <cstring>
#include <type_traits>

namespace pgops {

namespace {

constexpr std::size_t kTextBytes = 1024, kDetailBytes = 8192;  // a detail may be a list

// What was caught, without anything that a longjmp would leak.
struct Caught {
    ErrorData* saved = nullptr;  // the server's own error, to be raised again
    int sqlstate = ERRCODE_INTERNAL_ERROR;
    char message[kTextBytes] = "";
    char detail[kDetailBytes] = "";
    char hint[kTextBytes] = "";
};
static_assert(std::is_trivially_destructible_v<Caught>);

template <std::size_t kSize>
void keep(char (&target)[kSize], std::string_view text) {
    // pg_mbcliplen cuts between characters.
    const int size = pg_mbcliplen(text.data(), static_cast<int>(std::min(text.size(), kSize * 4)), kSize - 1);
    if (size > 0) std::memcpy(target, text.data(), static_cast<std::size_t>(size));
    target[size] = '\0';
}

void keep_server_error(Caught& caught, const ServerError& error) {
    const char* const state = error.sqlstate();
    caught.sqlstate = MAKE_SQLSTATE(state[0], state[1], state[2], state[3], state[4]);
    keep(caught.message, error.what());
    if (error.detail() != nullptr) keep(caught.detail, error.detail());
    if (error.hint() != nullptr) keep(caught.hint, error.hint());
}

[[noreturn]] void raise(const Caught& caught) {
    if (caught.saved != nullptr) ReThrowError(caught.saved);
    ereport(ERROR, (errcode(caught.sqlstate), errmsg_internal("%s", caught.message), caught.detail[0] != '\0' ? errdetail_internal("%s", caught.detail) : 0,
                    caught.hint[0] != '\0' ? errhint("%s", caught.hint) : 0));
    pg_unreachable();
}

}  // namespace

Datum door(FunctionCallInfo fcinfo, Body body) {
    Caught caught;
    try {
        return body(fcinfo);
    } catch (const Interrupted& interrupted) {
        caught.saved = static_cast<ErrorData*>(interrupted.saved_error());
    } catch (const ServerError& error) {
        keep_server_error(caught, error);
    } catch (const BadInput& input) {
        caught.sqlstate = input.sqlstate();
        keep(caught.message, input.message());
        keep(caught.detail, input.detail());
        keep(caught.hint, input.hint());
    } catch (const std::bad_alloc&) {
        caught.sqlstate = ERRCODE_OUT_OF_MEMORY;
        keep(caught.message, "pgops_ext ran out of memory");
        keep(caught.hint, "Run fewer checks at a time with pgops.run_checks(ARRAY['...']).");
    } catch (const std::exception& error) {
        keep(caught.message, error.what());
        keep(caught.hint, "This is a bug in pgops_ext.");
    } catch (...) {
        keep(caught.message, "an exception of unknown type");
        keep(caught.hint, "This is a bug in pgops_ext.");
    }
    raise(caught);
}

}  // namespace pgops
