// Memory that ends at every single allocation of a small run: an error is told, and no check passes for want of memory.
#include <gtest/gtest.h>

#include <map>
#include <new>
#include <set>
#include <string>

#include "checks/run.hpp"
#include "filled_databases.hpp"

namespace pgops::test {
namespace {

// Gives single blocks from the heap, so that the sanitizers see each, and takes back at the end what was never returned.
class FailingMemory : public Memory {
 public:
    enum class Mode { Once, FromThenOn };
    FailingMemory(std::size_t fails_at, Mode mode) : fails_at_(fails_at), mode_(mode) {}
    FailingMemory(const FailingMemory&) = delete;
    FailingMemory& operator=(const FailingMemory&) = delete;
    ~FailingMemory() override {
        for (const auto& [block, alignment] : blocks_) ::operator delete(block, alignment);
    }
    std::size_t count() const { return count_; }

 private:
    void* do_allocate(std::size_t bytes, std::size_t alignment) override {
        ++count_;
        if (fails_at_ > 0 && (mode_ == Mode::Once ? count_ == fails_at_ : count_ >= fails_at_)) throw std::bad_alloc();
        const auto aligned = static_cast<std::align_val_t>(alignment);
        void* const block = ::operator new(bytes, aligned);
        blocks_.emplace(block, aligned);
        return block;
    }
    void do_deallocate(void* block, std::size_t, std::size_t) override {
        const auto found = blocks_.find(block);
        ASSERT_NE(found, blocks_.end()) << "returned twice, or never given";
        ::operator delete(block, found->second);
        blocks_.erase(found);
    }
    bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }

    std::size_t fails_at_, count_ = 0;
    Mode mode_;
    std::map<void*, std::align_val_t> blocks_;
};

struct Outcome {
    CheckState state;
    std::string reason;
    Texts findings;  // with all their texts
};

// By check. A bad_alloc may leave the building of the model and the bookkeeping of the run.
std::map<std::string, Outcome> run_all(Database& db, Memory& memory) {
    db.server.time = kNow;
    db.server.pages = 0;
    Model& model = db.model(&memory);
    Run& run = make_in<Run>(&memory, &memory);
    run_checks(model, all_checks(), {}, &memory, run);
    std::map<std::string, Outcome> outcomes;
    for (const CheckStatus& status : run.status) {
        Outcome& outcome = outcomes[std::string(status.check->id)];
        outcome = {status.state, std::string(status.reason), {}};
        if (status.found == nullptr) continue;
        for (const Finding& finding : status.found->rows()) {
            std::string all;
            for (const std::string_view text : {finding.object().text, finding.headline(), finding.why(), finding.fix_sql(), finding.undo_sql()})
                all.append(text).append("|");
            outcome.findings.push_back(all + std::to_string(finding.evidence().size()));
        }
    }
    return outcomes;
}

class OutOfMemory : public ::testing::TestWithParam<FailingMemory::Mode> {};

// Of a database that gives the checks of one kind something to find; adds those that did.
void expect_told(const Filling& filling, FailingMemory::Mode mode, std::set<std::string>& finding) {
    SCOPED_TRACE(filling.name);
    FilledDatabase filled;
    filling.fill(filled);
    Database& db = filled.db;
    FailingMemory enough(0, mode);
    const std::map<std::string, Outcome> undisturbed = run_all(db, enough);
    for (const auto& [id, outcome] : undisturbed)
        if (outcome.state == CheckState::Found) finding.insert(id);

    std::size_t left = 0, failed = 0;
    for (std::size_t n = 1; n <= enough.count(); ++n) {
        FailingMemory memory(n, mode);
        std::map<std::string, Outcome> disturbed;
        try {
            disturbed = run_all(db, memory);
        } catch (const std::bad_alloc&) {
            ++left;
            continue;
        }
        std::size_t failed_here = 0;
        for (const auto& [id, outcome] : disturbed) {
            if (outcome.state == CheckState::Failed) {
                EXPECT_EQ(outcome.reason, "out of memory") << id;
                ++failed_here;
                continue;
            }
            ASSERT_EQ(outcome.state, undisturbed.at(id).state) << id << ", allocation " << n;
            ASSERT_EQ(outcome.findings, undisturbed.at(id).findings) << id << ", allocation " << n;
        }
        EXPECT_EQ(disturbed.size(), undisturbed.size());
        ASSERT_GE(failed_here, 1U) << "allocation " << n << " failed, and nobody says so";
        ++failed;
    }
    EXPECT_GT(left, 0U) << "none in the model";
    EXPECT_GT(mode == FailingMemory::Mode::Once ? failed : left, 50U);
}

TEST_P(OutOfMemory, at_any_allocation_is_told) {
    std::set<std::string> finding;
    for (const Filling& filling : kFillings) expect_told(filling, GetParam(), finding);
    finding.insert("mixed_versions");  // which only says that it cannot know
    for (const Check& check : all_checks()) EXPECT_TRUE(finding.contains(std::string(check.id))) << check.id << " finds nothing: it is not tested here";
}

INSTANTIATE_TEST_SUITE_P(Modes, OutOfMemory, ::testing::Values(FailingMemory::Mode::Once, FailingMemory::Mode::FromThenOn));

}  // namespace
}  // namespace pgops::test
