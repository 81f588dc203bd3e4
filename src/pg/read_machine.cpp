// The machine under the server: its memory, its disk, and the program file, from the files of the operating system. Where those are
// not as on Linux, nothing is known.
#include <cstdio>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "pg/memory.hpp"
#include "pg/read_server.hpp"

namespace pgops {

namespace {

// The beginning of a small file; empty when it cannot be read.
struct FileText {
    char characters[4096] = "";
    explicit FileText(const char* path) {
        const int file = OpenTransientFile(path, O_RDONLY | PG_BINARY);
        if (file < 0) return;
        const ssize_t length = read(file, characters, sizeof(characters) - 1);
        characters[length > 0 ? length : 0] = '\0';
        CloseTransientFile(file);
    }
};

std::optional<std::int64_t> number_in(const char* text) {
    char* end = nullptr;
    const long long number = strtoll(text, &end, 10);
    if (end == text || number < 0) return std::nullopt;
    return number;
}

std::optional<std::int64_t> physical_memory() {
    const FileText text("/proc/meminfo");
    const char* const line = strstr(text.characters, "MemTotal:");
    if (line == nullptr) return std::nullopt;
    const std::optional<std::int64_t> kilobytes = number_in(line + strlen("MemTotal:"));
    if (!kilobytes) return std::nullopt;
    return *kilobytes * kKilobyte;
}

// The least limit of the control group and those above it: version 2 ("0::/path") or 1 ("4:memory:/path").
std::optional<std::int64_t> control_group_limit() {
    const FileText groups("/proc/self/cgroup");
    std::optional<std::int64_t> least;
    for (const bool unified : {true, false}) {
        const char* const line = strstr(groups.characters, unified ? "0::/" : ":memory:/");
        if (line == nullptr) continue;
        char path[1024];
        strlcpy(path, strchr(line, '/'), sizeof(path));
        path[strcspn(path, "\n")] = '\0';
        while (true) {
            char name[MAXPGPATH];
            snprintf(name, sizeof(name), unified ? "/sys/fs/cgroup%s/memory.max" : "/sys/fs/cgroup/memory%s/memory.limit_in_bytes", path);
            const FileText text(name);
            const std::optional<std::int64_t> limit = number_in(text.characters);  // "max" is no number
            if (limit && (!least || *limit < *least)) least = limit;
            char* const last = strrchr(path, '/');
            if (last == nullptr) break;
            *last = '\0';
        }
    }
    return least;
}

// Partitions have no queue of their own, their disk has.
std::optional<bool> is_rotational(const char* path) {
    struct stat status;
    if (stat(path, &status) != 0 || major(status.st_dev) == 0) return std::nullopt;
    for (const char* const form : {"/sys/dev/block/%u:%u/queue/rotational", "/sys/dev/block/%u:%u/../queue/rotational"}) {
        char name[MAXPGPATH];
        snprintf(name, sizeof(name), form, major(status.st_dev), minor(status.st_dev));
        const FileText text(name);
        if (const std::optional<std::int64_t> flag = number_in(text.characters)) return *flag != 0;
    }
    return std::nullopt;
}

// The program says of itself "postgres (PostgreSQL) 15.20 (...)" (src/backend/main/main.c, PG_BACKEND_VERSIONSTR).
std::string_view version_in_program(Memory* memory, const char* path) {
    constexpr std::string_view kMark = "postgres (PostgreSQL) ";
    const int file = OpenTransientFile(path, O_RDONLY | PG_BINARY);
    if (file < 0) return {};
    constexpr std::size_t kChunk = 1024 * 1024, kOverlap = 64;
    char* const chunk = static_cast<char*>(palloc(kChunk + kOverlap));
    std::size_t kept = 0;
    std::string_view version;
    while (version.empty()) {
        const ssize_t length = read(file, chunk + kept, kChunk);
        if (length <= 0) break;
        const std::string_view text(chunk, kept + static_cast<std::size_t>(length));
        const std::size_t place = text.find(kMark);
        if (place != std::string_view::npos && place + kOverlap <= text.size()) {
            const std::string_view rest = text.substr(place + kMark.size());
            version = concat(memory, rest.substr(0, rest.find_first_not_of("0123456789.")));
        }
        kept = std::min(kOverlap, text.size());
        memmove(chunk, text.data() + text.size() - kept, kept);
    }
    pfree(chunk);
    CloseTransientFile(file);
    return version;
}

}  // namespace

void read_machine(Memory*, Configuration& configuration) {
    configuration.memory_bytes = physical_memory();
    const std::optional<std::int64_t> limit = control_group_limit();
    if (limit && configuration.memory_bytes && *limit < *configuration.memory_bytes) {
        configuration.memory_bytes = limit;
        configuration.memory_is_limited = true;
    }
    configuration.rotational = is_rotational(DataDir);
}

void read_program(Memory* memory, Configuration& configuration) {
    configuration.version = PG_VERSION_NUM;
    // This library may have been built beside another minor version than the one that runs.
    if (const char* const number = GetConfigOption("server_version_num", true, false)) configuration.version = atoi(number);
    if (const char* const text = GetConfigOption("server_version", true, false)) configuration.version_text = copy_text(memory, text);
    struct stat running, on_disk;
    if (stat("/proc/self/exe", &running) != 0) return;
    configuration.built = time_t_to_timestamptz(running.st_mtime);
    if (stat(my_exec_path, &on_disk) != 0) return;  // removed: an upgrade to another major version does that, too
    configuration.program_replaced = running.st_dev != on_disk.st_dev || running.st_ino != on_disk.st_ino;
    if (configuration.program_replaced) configuration.program_on_disk = version_in_program(memory, my_exec_path);
}

}  // namespace pgops
