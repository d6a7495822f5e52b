/**
 * Life of the process: its actors, signals, keys, and an orderly end. Start reading at {@link Cluster}, the guardian of all
 * roles, and {@link RunningCluster}.
 */
@NullMarked
package io.giliran.cli.process;

import org.jspecify.annotations.NullMarked;
