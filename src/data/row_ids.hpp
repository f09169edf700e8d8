// Ascending row numbers, a bit for each row from the first to the last: a part of a table of a billion rows takes 140
// MB so, and not 8 GB. Copies share the bits.
#pragma once

#include <bit>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <span>
#include <vector>

namespace nnctl::data {

class RowIds {
  struct Bits {
    std::int64_t begin = 0;            // the row of the first bit, a multiple of 512
    std::vector<std::uint64_t> words;  // the last is not 0
    std::vector<std::int64_t> ranks;   // ids before each 512 rows
    std::int64_t count = 0;
  };

 public:
  class Iterator {
   public:
    using value_type = std::int64_t;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::forward_iterator_tag;
    using pointer = const std::int64_t*;
    using reference = std::int64_t;

    Iterator() = default;
    std::int64_t operator*() const { return begin_ + (word_ << 6) + std::countr_zero(left_); }
    Iterator& operator++() {
      left_ &= left_ - 1;
      skip_zeros();
      return *this;
    }
    Iterator operator++(int) {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.word_ == b.word_ && a.left_ == b.left_; }

   private:
    friend class RowIds;
    Iterator(const Bits& bits, std::int64_t word)
        : words_(bits.words.data()),
          begin_(bits.begin),
          word_(word),
          num_words_(std::ssize(bits.words)),
          left_(word < num_words_ ? words_[word] : 0) {
      skip_zeros();
    }
    void skip_zeros() {
      while (left_ == 0 && word_ < num_words_) left_ = ++word_ < num_words_ ? words_[word_] : 0;
    }

    const std::uint64_t* words_ = nullptr;
    std::int64_t begin_ = 0;
    std::int64_t word_ = 0;
    std::int64_t num_words_ = 0;
    std::uint64_t left_ = 0;  // bits of the word that are still to come
  };

  RowIds() = default;
  RowIds(std::span<const std::int64_t> ascending);        // NOLINT(google-explicit-constructor): a list is one
  RowIds(const std::vector<std::int64_t>& ascending);     // NOLINT(google-explicit-constructor)
  RowIds(std::initializer_list<std::int64_t> ascending);  // NOLINT(google-explicit-constructor)
  /// 0, 1, ... below `end`.
  static RowIds up_to(std::int64_t end);

  /// Greater than all so far. Copies stay as they are.
  void push_back(std::int64_t row);

  std::int64_t count() const { return bits_->count; }
  std::size_t size() const { return static_cast<std::size_t>(count()); }
  bool empty() const { return count() == 0; }
  bool contains(std::int64_t row) const;
  /// The id in place `index`.
  std::int64_t operator[](std::int64_t index) const { return *from(index); }
  Iterator begin() const { return {*bits_, 0}; }
  Iterator end() const { return {*bits_, std::ssize(bits_->words)}; }
  /// From the id in place `index` on.
  Iterator from(std::int64_t index) const;
  std::vector<std::int64_t> to_vector() const { return {begin(), end()}; }
  std::int64_t size_bytes() const;

  friend bool operator==(const RowIds& a, const RowIds& b) {
    return a.bits_->begin == b.bits_->begin && a.bits_->words == b.bits_->words;
  }

 private:
  static constexpr int kRankShift = 9;  // rows of a rank

  std::shared_ptr<Bits> bits_ = std::make_shared<Bits>();
};

}  // namespace nnctl::data
