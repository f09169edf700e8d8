// Reads the rows of a file with all threads: each takes the next block from the file, in turn, cuts it and reads its
// cells; one of them at a time puts the cells of blocks that are ready behind the table's, in the order of the file.
// What comes out, errors too, does not depend on how many threads there are.
#pragma once

#include "data/block_cells.hpp"
#include "data/csv_blocks.hpp"
#include "data/table_builder.hpp"
#include "parallel/thread_pool.hpp"

namespace nnctl::data {

/// All rows, into `to`, where the file has begun.
void read_rows(CsvBlocks& blocks, const RowPlan& plan, TableBuilder& to, ThreadPool& pool);

}  // namespace nnctl::data
