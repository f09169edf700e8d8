// Reads the rows of a file with all threads: while some cut and read the cells of blocks, one reads the next blocks
// from the file and one puts the cells of the last ones behind the table's. What comes out does not depend on how many
// threads there are.
#pragma once

#include "data/block_cells.hpp"
#include "data/csv_blocks.hpp"
#include "data/table_builder.hpp"
#include "parallel/thread_pool.hpp"

namespace nnctl::data {

/// All rows, into `to`, where the file has begun.
void read_rows(CsvBlocks& blocks, const RowPlan& plan, TableBuilder& to, ThreadPool& pool);

}  // namespace nnctl::data
