/**
 * Command {@code giliran search}: the highest rate at which the SLOs hold, live or simulated. Start reading at
 * {@link SearchCommand}; the search rule itself is {@code metrics.RateSearch}.
 */
@NullMarked
package io.giliran.cli.search;

import org.jspecify.annotations.NullMarked;
