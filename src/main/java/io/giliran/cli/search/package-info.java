/** giliran search: the highest rate that holds the SLOs, live and simulated. */
@NullMarked
package io.giliran.cli.search;

import org.jspecify.annotations.NullMarked;
