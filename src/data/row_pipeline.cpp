#include "data/row_pipeline.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <vector>

namespace nnctl::data {
namespace {

// A block and its cells, which may refer to its text.
struct Piece {
  CsvBlock block;
  BlockCells cells;
  std::exception_ptr error;  ///< thrown when all blocks before this one are appended, whoever met it first
  bool is_free = true;
};

// So that no thread waits while another's block takes long.
std::size_t pieces_of_thread(int threads) { return threads == 1 ? 1 : 4; }

class Pipeline {
 public:
  Pipeline(CsvBlocks& blocks, const RowPlan& plan, TableBuilder& to, int threads)
      : blocks_(blocks), plan_(plan), to_(to), pieces_(static_cast<std::size_t>(threads)) {
    for (std::vector<Piece>& own : pieces_) own = std::vector<Piece>(pieces_of_thread(threads));
    ready_.resize(pieces_.size() * pieces_of_thread(threads));
  }

  // A thread takes a block from the file, cuts it and reads its cells, all in its own pieces: lines of memory that
  // another core has written cost more than what is done with them here.
  void work(std::size_t thread) {
    for (Piece* piece = wait_for_piece(pieces_[thread]); piece != nullptr; piece = wait_for_piece(pieces_[thread])) {
      const std::int64_t number = take_block(*piece);
      if (number < 0) return;
      if (!piece->error) {
        try {
          piece->cells.read(piece->block.text(), plan_);
        } catch (...) {
          piece->error = std::current_exception();
        }
      }
      append_in_order(*piece, number);
    }
  }

  void rethrow_if_failed() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  // Null when no more rows are wanted. Who waits holds no block, so that all before it are on their way.
  Piece* wait_for_piece(std::vector<Piece>& own) {
    std::unique_lock lock(appending_);
    for (;;) {
      if (failure_) return nullptr;
      const auto free = std::ranges::find(own, true, &Piece::is_free);
      if (free != own.end()) return &*free;
      freed_.wait(lock);
    }
  }

  // The block's number in the file, or -1 at the end.
  std::int64_t take_block(Piece& piece) {
    const std::lock_guard lock(taking_);
    if (is_at_end_) return -1;
    try {
      is_at_end_ = !blocks_.next(piece.block);
    } catch (...) {
      piece.error = std::current_exception();
      is_at_end_ = true;
      return num_taken_++;
    }
    return is_at_end_ ? -1 : num_taken_++;
  }

  // One thread at a time appends, in the order of the file, whatever is ready.
  void append_in_order(Piece& piece, std::int64_t number) {
    std::unique_lock lock(appending_);
    piece.is_free = false;
    ready_at(number) = &piece;
    if (is_appending_) return;
    is_appending_ = true;
    while (Piece* next = failure_ ? nullptr : ready_at(num_appended_)) {
      lock.unlock();
      std::exception_ptr failure = next->error;
      if (!failure) {
        try {
          to_.append(next->cells);
        } catch (...) {
          failure = std::current_exception();
        }
      }
      lock.lock();
      ready_at(num_appended_++) = nullptr;
      next->is_free = true;
      failure_ = failure;
      freed_.notify_all();
    }
    is_appending_ = false;
  }

  Piece*& ready_at(std::int64_t number) { return ready_[static_cast<std::size_t>(number) % ready_.size()]; }

  CsvBlocks& blocks_;
  const RowPlan& plan_;
  TableBuilder& to_;
  std::vector<std::vector<Piece>> pieces_;  // of each thread

  std::mutex taking_;
  std::int64_t num_taken_ = 0;
  bool is_at_end_ = false;

  std::mutex appending_;
  std::condition_variable freed_;
  std::vector<Piece*> ready_;  // to be appended, by number in turn: there are as many places as pieces
  std::int64_t num_appended_ = 0;
  bool is_appending_ = false;
  std::exception_ptr failure_;
};

}  // namespace

void read_rows(CsvBlocks& blocks, const RowPlan& plan, TableBuilder& to, ThreadPool& pool) {
  Pipeline pipeline(blocks, plan, to, pool.threads());
  auto work = [&](std::int64_t thread, int) {
    const KeepDenormals precise;
    pipeline.work(static_cast<std::size_t>(thread));
  };
  pool.for_each_chunk(pool.threads(), work);
  pipeline.rethrow_if_failed();
}

}  // namespace nnctl::data
