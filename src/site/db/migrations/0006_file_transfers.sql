CREATE TABLE `file_transfer` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`station_id` integer NOT NULL,
	`kind` text NOT NULL,
	`image_id` text,
	`secret_hash` text NOT NULL,
	`file_name` text NOT NULL,
	`over` text NOT NULL,
	`state` text NOT NULL,
	`raw_status` text,
	`size_bytes` integer,
	`sha256` text,
	`requested_at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	`finished_at` integer,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `file_transfer_secret` ON `file_transfer` (`secret_hash`);--> statement-breakpoint
CREATE INDEX `file_transfer_station` ON `file_transfer` (`station_id`,`id`);--> statement-breakpoint
CREATE TABLE `firmware_image` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`file_name` text NOT NULL,
	`vendor` text DEFAULT '' NOT NULL,
	`model` text DEFAULT '' NOT NULL,
	`version` text DEFAULT '' NOT NULL,
	`size_bytes` integer NOT NULL,
	`sha256` text NOT NULL,
	`md5` text NOT NULL,
	`signature` text,
	`signing_certificate` text,
	`uploaded_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `firmware_image_account` ON `firmware_image` (`account_id`);