// Memory for a moment: taken from another in pieces, and given back there as a whole.
#pragma once

#include <algorithm>

#include "core/memory.hpp"

namespace pgops {

class ScratchMemory final : public Memory {
 public:
    explicit ScratchMemory(Memory* upstream) : upstream_(upstream) {}
    ScratchMemory(const ScratchMemory&) = delete;
    ScratchMemory& operator=(const ScratchMemory&) = delete;
    ~ScratchMemory() override {
        while (last_ != nullptr) {
            Piece* const before = last_->before;
            upstream_->deallocate(last_, last_->bytes, alignof(Piece));
            last_ = before;
        }
    }

 private:
    struct Piece {
        Piece* before;
        std::size_t bytes;
    };
    static constexpr std::size_t kPiece = 32 * 1024;

    void* do_allocate(std::size_t bytes, std::size_t alignment) override {
        std::size_t start = (used_ + alignment - 1) / alignment * alignment;
        if (last_ == nullptr || start + bytes > last_->bytes) {
            const std::size_t size = std::max(kPiece, sizeof(Piece) + alignment + bytes);
            last_ = new (upstream_->allocate(size, alignof(Piece))) Piece{last_, size};
            start = (sizeof(Piece) + alignment - 1) / alignment * alignment;
        }
        used_ = start + bytes;
        return reinterpret_cast<char*>(last_) + start;
    }
    void do_deallocate(void*, std::size_t, std::size_t) override {}
    bool do_is_equal(const Memory& other) const noexcept override { return this == &other; }

    Memory* upstream_;
    Piece* last_ = nullptr;
    std::size_t used_ = 0;
};

}  // namespace pgops
